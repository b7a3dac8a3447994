// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a map was or would be measured: beam, scan, washout, noise, detector. Never changes: {@code with} gives others. */
public final class Conditions {
    private static final int TABLE = 0;

    private final String base;
    private final Map<String, String> stated;

    /** All as lamap sets it by itself. */
    public Conditions() {
        this("", Collections.<String, String>emptyMap());
    }

    private Conditions(String base, Map<String, String> stated) {
        this.base = base;
        this.stated = stated;
    }

    /** Conditions of which nothing but these keys and values is known; they are not checked. */
    static Conditions of(Map<String, String> stated) {
        return new Conditions("", stated);
    }

    /**
     * Conditions that come with lamap.
     *
     * @param name such as {@code seed-2019}; {@link Lamap#presets()} lists them
     * @return the conditions
     * @throws LamapException if there are none of this name
     */
    public static Conditions preset(String name) {
        return from("preset = \"" + Given.there(name, "name") + "\"");
    }

    /**
     * Conditions from a text.
     *
     * @param toml TOML or JSON as {@code lamap conditions} writes it
     * @return the conditions
     * @throws LamapException if the text cannot be understood; the sentence names the line
     */
    public static Conditions from(String toml) {
        Native.checkSettings(TABLE, Given.there(toml, "toml"), new String[0]);
        return new Conditions(toml, Collections.<String, String>emptyMap());
    }

    /**
     * The conditions as a text that {@link #from} understands.
     *
     * @return TOML
     */
    public String toToml() {
        return Native.conditionsToToml(base, pairs());
    }

    /**
     * What is stated, and nothing else, as a text that {@link #from} understands.
     *
     * @return TOML; empty if nothing is stated
     */
    public String statedToml() {
        return Native.conditionsStated(base, pairs());
    }

    /**
     * The value of a setting.
     *
     * @param key its name, with the unit at its end, as in {@link #table()}
     * @return a number or word as text, {@code auto} where it is left open; its default if it was not stated
     * @throws LamapException if there is no such setting
     */
    public String value(String key) {
        return Native.conditionsValue(base, pairs(), Given.there(key, "key"));
    }

    /**
     * These with one set otherwise.
     *
     * @param key its name, with the unit at its end, as in {@link #table()}
     * @param value a number, a word or {@code auto} as text
     * @return the others
     * @throws LamapException if there is no such setting or the value is out of range
     */
    public Conditions with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(stated);
        Pairs.put(more, key, value);
        Conditions others = new Conditions(base, more);
        Native.checkSettings(TABLE, others.base, others.pairs());
        return others;
    }

    /**
     * These with one number set otherwise.
     *
     * @param key its name, with the unit at its end, as in {@link #table()}
     * @param value in the unit of the key
     * @return the others
     * @throws LamapException if there is no such setting or the value is out of range
     */
    public Conditions with(String key, double value) {
        return with(key, Double.toString(value));
    }

    /**
     * What was set by hand.
     *
     * @return keys and values in the order in which they were set
     */
    public Map<String, String> stated() {
        return Collections.unmodifiableMap(stated);
    }

    /**
     * Every setting there is.
     *
     * @return rows with name, unit, range, default and a line of help
     */
    public static List<Setting> table() {
        return Setting.table(TABLE);
    }

    /** Whether the same is stated in both. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Conditions && statedToml().equals(((Conditions) other).statedToml());
    }

    @Override
    public int hashCode() {
        return statedToml().hashCode();
    }

    /** What is stated, in a line for people. */
    @Override
    public String toString() {
        return "Conditions{" + statedToml().trim().replaceAll(" *#[^\n]*", "").replaceAll("\\s*\n\\s*", ", ") + "}";
    }

    String base() {
        return base;
    }

    /** Key, value, key, value, ... */
    String[] pairs() {
        return Pairs.of(stated);
    }
}
