// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a map is enhanced: magnification, method, device, noise, missing values. Never changes: {@code with} gives others. */
public final class Settings {
    private static final int TABLE = 1;

    private final String base;
    private final Map<String, String> stated;

    /** All as lamap sets it by itself. */
    public Settings() {
        this("", Collections.<String, String>emptyMap());
    }

    private Settings(String base, Map<String, String> stated) {
        this.base = base;
        this.stated = stated;
    }

    /**
     * These with one set otherwise.
     *
     * @param key its name, with the unit at its end, as in {@link #table()}
     * @param value a number, a word or {@code auto} as text
     * @return the others
     * @throws LamapException if there is no such setting or the value is out of range
     */
    public Settings with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(stated);
        Pairs.put(more, key, value);
        Settings others = new Settings(base, more);
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
    public Settings with(String key, double value) {
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
        return other instanceof Settings && stated.equals(((Settings) other).stated);
    }

    @Override
    public int hashCode() {
        return stated.hashCode();
    }

    /** What is stated, in a line for people. */
    @Override
    public String toString() {
        return "Settings" + stated;
    }

    String base() {
        return base;
    }

    /** Key, value, key, value, ... */
    String[] pairs() {
        return Pairs.of(stated);
    }
}
