// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of an enhancement, read from its JSON: what was done and found. */
public final class Report {
    private final String text;
    private final Map<String, Object> first;
    private final List<ReportedElement> elements = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Report(String text, List<Map<String, Object>> reports) {
        this.text = text;
        first = reports.get(0);
        for (Map<String, Object> report : reports) {
            list(report, "elements").forEach(element -> elements.add(new ReportedElement(object(element))));
            list(report, "notes").forEach(note -> notes.add(String.valueOf(note)));
            list(report, "warnings").forEach(warning -> warnings.add(String.valueOf(warning)));
        }
    }

    /**
     * The report in the text that a file or an image keeps of a map.
     *
     * @param info a report, the record of a program that holds one under {@code report}, or a list of such records
     * @return the report, with elements, notes and warnings of all records; null where the text is none, so that the map
     *     was not enhanced
     */
    public static Report in(String info) {
        Object read;
        Given.there(info, "info");
        try {
            read = Json.read(info);
        } catch (IllegalArgumentException notJson) {
            return null;
        }
        List<Map<String, Object>> found = new ArrayList<>();
        for (Object record : read instanceof List ? (List<?>) read : Collections.singletonList(read)) {
            Map<String, Object> entries = object(record);
            Map<String, Object> report = entries.containsKey("report") ? object(entries.get("report")) : entries;
            if (isReport(report)) {
                found.add(report);
            }
        }
        return found.isEmpty() ? null : new Report(info, found);
    }

    private static boolean isReport(Map<String, Object> entries) {
        return entries.get("elements") instanceof List && entries.containsKey("warnings")
                && list(entries, "elements").stream().allMatch(element -> object(element).containsKey("chi_square"));
    }

    /**
     * What was found of each element.
     *
     * @return in the order of the map
     */
    public List<ReportedElement> elements() {
        return Collections.unmodifiableList(elements);
    }

    /**
     * What was found of each of several passes.
     *
     * @return the first is the one whose grid the estimate has; empty for a single map
     */
    public List<ReportedPass> passes() {
        List<ReportedPass> passes = new ArrayList<>();
        list(first, "passes").forEach(pass -> passes.add(new ReportedPass(object(pass))));
        return passes;
    }

    /**
     * What was taken for granted or chosen.
     *
     * @return sentences; may be empty
     */
    public List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    /**
     * Sentences that the user should read.
     *
     * @return empty if all went well
     */
    public List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }

    /**
     * A condition under which the map was measured, as it was stated.
     *
     * @param key such as {@code beam_size_um}
     * @return its value as text, {@code auto} where it was left open; empty if the report has none of this key
     */
    public String condition(String key) {
        return text(object(first.get("conditions")), key);
    }

    /**
     * A setting of the enhancement, as it was stated.
     *
     * @param key such as {@code magnification}
     * @return its value as text; empty if the report has none of this key
     */
    public String setting(String key) {
        return text(object(first.get("settings")), key);
    }

    /**
     * Another text of the report.
     *
     * @param key such as {@code method}, {@code device}, {@code model} or {@code version}
     * @return the text; empty if the report has none of this key
     */
    public String entry(String key) {
        return text(first, key);
    }

    /** What it was read from. */
    String text() {
        return text;
    }

    static String text(Map<String, Object> entries, String key) {
        Object value = entries.get(key);
        return value instanceof String ? (String) value : "";
    }

    /** A list of JSON; empty where the value is none. */
    static List<?> list(Map<String, Object> entries, String key) {
        Object value = entries.get(key);
        return value instanceof List ? (List<?>) value : Collections.emptyList();
    }

    /** An object of JSON; empty where the value is none. */
    static Map<String, Object> object(Object value) {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (value instanceof Map) {
            ((Map<?, ?>) value).forEach((key, entry) -> entries.put(String.valueOf(key), entry));
        }
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Report && text.equals(((Report) other).text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Report of " + elements.size() + (elements.size() == 1 ? " element, " : " elements, ") + warnings.size()
                + (warnings.size() == 1 ? " warning" : " warnings");
    }
}
