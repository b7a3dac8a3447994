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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Units of the values of a map: which are offered, which are slips of those that decide about noise. */
public final class Units {
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();
    private static final List<String> COUNTS = Arrays.asList("counts", "count", "cts", "ct", "cnt", "cnts", "ions", "ion");
    private static final List<String> SECONDS = Arrays.asList("s", "sec", "secs", "second", "seconds", "s-1", "sec-1");
    private static final List<String> RATES = Arrays.asList("cps", "c");
    /** Words that may stand beside those. */
    private static final List<String> BESIDE = Arrays.asList(
            "per", "1", "-1", "pixel", "px", "point", "pt", "raw", "net", "mean", "median", "average", "avg", "signal");
    /** Ways to write counts and cps that the library understands. */
    private static final List<String> ACCEPTED =
            Arrays.asList("counts", "cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz");
    /** Units that would have the noise of counting if they were of another size, and the way there. */
    private static final Map<String, String> MULTIPLES = new LinkedHashMap<>();
    /** Units of which a text that is one letter off is asked about; beside others, such as ug/g, lie units of another size. */
    private static final List<String> MISTYPED = Arrays.asList("counts", "cps", "ppm", "ppb", "wt%");
    /** Units that are one letter off from one of those. */
    private static final List<String> OTHERS = Arrays.asList("wt %", "ppt", "ppq", "pph", "ppmw", "ppmv", "ppma", "ppbw", "ppbv", "ppba");
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
        for (String thousand : new String[] {"kcps", "kcts/s", "kcounts/s"}) {
            MULTIPLES.put(thousand, "multiply the values by 1000 and state cps");
        }
        MULTIPLES.put("mcps", "multiply the values by 1000000 and state cps");
        MULTIPLES.put("cpm", "divide the values by 60 and state cps");
        for (String thousand : new String[] {"kcts", "kcounts"}) {
            MULTIPLES.put(thousand, "multiply the values by 1000 and state counts");
        }
    }

    private Units() {}

    /**
     * Units that are offered. Any other text is the name of a unit without known noise.
     *
     * @return what each stands for, by its name
     */
    public static Map<String, String> known() {
        return Collections.unmodifiableMap(KNOWN);
    }

    /**
     * A unit that the user states for a map: any text will do, unless it is a slip.
     *
     * @param unit the unit; empty where it is not known
     * @return the unit without blanks around it
     * @throws IllegalArgumentException if it means counts, but is written so that their noise would not be used, or is one
     *     letter off from a unit that is known
     */
    public static String stated(String unit) {
        String plain = ofData(unit);
        String written = plain.toLowerCase(Locale.ROOT);
        if (!MISTYPED.contains(written) && !OTHERS.contains(written) && !ACCEPTED.contains(written)) {
            ask(plain, word -> isOneLetterOff(written, word));
        }
        return plain;
    }

    /**
     * A unit that data bring: any text will do, unless it is a slip of a unit whose noise is known.
     *
     * @param unit the unit; empty where it is not known
     * @return the unit without blanks around it
     * @throws IllegalArgumentException if it means counts, but is written so that their noise would not be used
     */
    public static String ofData(String unit) {
        String plain = Given.there(unit, "unit").trim();
        String written = plain.toLowerCase(Locale.ROOT);
        if (MULTIPLES.containsKey(written)) {
            throw new IllegalArgumentException("unit = " + plain + " is not known: " + MULTIPLES.get(written));
        }
        if (!ACCEPTED.contains(written)) {
            ask(plain, word -> word.equals(ofCounts(written)));
        }
        return plain;
    }

    /** Which of the two units whose noise is known some words mean, in lower case; empty for others. */
    private static String ofCounts(String unit) {
        List<String> words = Arrays.stream(unit.replace("c.p.s", "cps").split("[^a-z0-9-]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toList());
        boolean isRate = words.contains("cps") || !Collections.disjoint(words, SECONDS);
        boolean hasCounts = !Collections.disjoint(words, COUNTS) || isRate && !Collections.disjoint(words, RATES);
        boolean isKnown = words.stream()
                .allMatch(word -> COUNTS.contains(word)
                        || SECONDS.contains(word)
                        || BESIDE.contains(word)
                        || isRate && RATES.contains(word));
        if (!isKnown || !hasCounts) {
            return "";
        }
        return isRate ? "cps" : "counts";
    }

    /** Refuses a unit that may mean another one. */
    private static void ask(String unit, Predicate<String> isMeant) {
        String meant = MISTYPED.stream().filter(isMeant).collect(Collectors.joining(" or "));
        if (!meant.isEmpty()) {
            throw new IllegalArgumentException("unit = " + unit + " is not known: did you mean " + meant + "?");
        }
    }

    /** Whether one letter after the first is wrong, missing or too many, or two beside each other are swapped. */
    private static boolean isOneLetterOff(String given, String word) {
        int same = 0;
        while (same < Math.min(given.length(), word.length()) && given.charAt(same) == word.charAt(same)) {
            same++;
        }
        String rest = given.substring(same);
        String wanted = word.substring(same);
        return same > 0
                && (tail(rest, 1).equals(tail(wanted, 1))
                        || tail(rest, 1).equals(wanted)
                        || rest.equals(tail(wanted, 1))
                        || isSwapped(rest, wanted));
    }

    private static boolean isSwapped(String rest, String wanted) {
        return rest.length() > 1
                && wanted.length() > 1
                && rest.charAt(0) == wanted.charAt(1)
                && rest.charAt(1) == wanted.charAt(0)
                && tail(rest, 2).equals(tail(wanted, 2));
    }

    private static String tail(String text, int from) {
        return text.substring(Math.min(from, text.length()));
    }

    /**
     * Whether values look like counts: all are whole, none is below 0, and they are more than a few different ones.
     *
     * @param values of one element; NaN where missing; of many values some are looked at
     * @return false, too, where no value is there
     */
    public static boolean looksLikeCounts(float[] values) {
        Set<Float> different = new HashSet<>();
        int step = Math.max(1, Given.there(values, "values").length / SAMPLE);
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
