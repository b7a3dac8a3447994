// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Units of the values of a map: which are known, which are slips of those that decide about noise. */
public final class Units {
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();
    private static final Map<String, List<String>> OF_COUNTS = new LinkedHashMap<>();
    /** Ways to write counts and cps that the library understands. */
    private static final List<String> ACCEPTED =
            Arrays.asList("counts", "cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz");
    /** Values, about, that are looked at. */
    private static final int SAMPLE = 100_000;
    /** Different values up to which whole numbers look like a mask rather than counts. */
    private static final int VALUES_OF_A_MASK = 3;

    static {
        KNOWN.put("counts", "whole counts of a detector in each pixel");
        KNOWN.put("cps", "counts per second; with dwell_time_s, or the dwell of a channel, they have the noise of counting");
        for (String concentration : new String[] {"ppm", "ppb", "ug/g", "mg/kg", "ng/g", "wt%"}) {
            KNOWN.put(concentration, "concentration");
        }
        KNOWN.put("ADU", "digital units of a camera");
        OF_COUNTS.put("counts", Arrays.asList("count", "cts", "ct", "cnt", "cnts", "count/pixel", "counts/pixel", "counts per pixel"));
        OF_COUNTS.put("cps", Arrays.asList("count/s", "cts/s", "c/s", "counts/sec"));
    }

    private Units() {}

    /**
     * Units that are known.
     *
     * @return what each stands for, by its name
     */
    public static Map<String, String> known() {
        return Collections.unmodifiableMap(KNOWN);
    }

    /**
     * A unit that the user states for a map.
     *
     * @param unit the unit; empty where it is not known
     * @return the unit without blanks around it
     * @throws IllegalArgumentException if it is not in {@link #known} and is no other way to write cps
     */
    public static String stated(String unit) {
        String plain = ofData(unit);
        if (plain.isEmpty() || KNOWN.containsKey(plain) || ACCEPTED.contains(plain.toLowerCase(Locale.ROOT))) {
            return plain;
        }
        throw new IllegalArgumentException(
                "unit = " + plain + " is not known: state one of " + String.join(", ", KNOWN.keySet()));
    }

    /**
     * A unit that data bring: any text will do, unless it is a slip of a unit whose noise is known.
     *
     * @param unit the unit; empty where it is not known
     * @return the unit without blanks around it
     * @throws IllegalArgumentException if it means counts, but is written so that their noise would not be used
     */
    public static String ofData(String unit) {
        String plain = unit.trim();
        for (Map.Entry<String, List<String>> meant : OF_COUNTS.entrySet()) {
            if (meant.getValue().contains(plain.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("unit = " + plain + " is not known: did you mean " + meant.getKey() + "?");
            }
        }
        return plain;
    }

    /**
     * Whether values look like counts: all are whole, none is below 0, and they are more than a few different ones.
     *
     * @param values of one element; NaN where missing; of many values some are looked at
     * @return false, too, where no value is there
     */
    public static boolean looksLikeCounts(float[] values) {
        Set<Float> different = new HashSet<>();
        int step = Math.max(1, values.length / SAMPLE);
        for (int i = 0; i < values.length; i += step) {
            float value = values[i];
            if (value < 0 || value != Math.floor(value) && !Float.isNaN(value)) {
                return false;
            }
            if (different.size() <= VALUES_OF_A_MASK && !Float.isNaN(value) && !Float.isInfinite(value)) {
                different.add(value);
            }
        }
        return different.size() > VALUES_OF_A_MASK;
    }
}
