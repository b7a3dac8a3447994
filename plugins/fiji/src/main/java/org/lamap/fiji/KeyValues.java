// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.lamap.Conditions;
import org.lamap.Instruments;
import org.lamap.Settings;

/** Conditions and settings written as text, {@code key=value} after {@code key=value}. */
final class KeyValues {
    /** In the place of the name of a preset: there is none. */
    static final String NO_PRESET = "none";

    private static final MathContext DIGITS = new MathContext(10);

    private KeyValues() {}

    /**
     * How a map was or would be measured.
     *
     * @param preset name of an instrument that was saved or of conditions that come with lamap, or {@code none}
     * @param text settings that win over the preset, as in {@link #pairs}
     * @throws org.lamap.LamapException for a preset, key or value that there is not
     */
    static Conditions conditions(String preset, String text) {
        Conditions conditions = named(preset);
        for (Map.Entry<String, String> pair : pairs(text).entrySet()) {
            conditions = conditions.with(pair.getKey(), pair.getValue());
        }
        return conditions;
    }

    private static Conditions named(String preset) {
        if (preset.isEmpty() || preset.equals(NO_PRESET)) {
            return new Conditions();
        }
        boolean isSaved = Instruments.ofUser().all(null).containsKey(preset);
        return isSaved ? Instruments.ofUser().load(preset) : Conditions.preset(preset);
    }

    /**
     * How a map is enhanced.
     *
     * @param pairs keys and values; an empty value is left as lamap sets it
     * @throws org.lamap.LamapException for a key or value that there is not
     */
    static Settings settings(Map<String, String> pairs) {
        Settings settings = new Settings();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (!pair.getValue().isEmpty()) {
                settings = settings.with(pair.getKey(), pair.getValue());
            }
        }
        return settings;
    }

    /**
     * Keys and values of a text.
     *
     * @param text such as {@code beam_size_um=20 repetition_rate_hz=100}; separated by blanks, commas or semicolons
     * @throws IllegalArgumentException for a word without an equals sign
     */
    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : text.trim().replaceAll("\\s*=\\s*", "=").split("[\\s,;]+")) {
            int equals = word.indexOf('=');
            if (equals > 0 && equals < word.length() - 1) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (!word.isEmpty()) {
                throw new IllegalArgumentException("\"" + word + "\" is not of the form key=value, as beam_size_um=20");
            }
        }
        return pairs;
    }

    /** The other way: keys and values as a text; numbers without the noise of their last digits. */
    static String of(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + rounded(pair.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** A number without the noise of its last digits; any other text as it is. */
    static String rounded(String value) {
        try {
            return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException word) {
            return value;
        }
    }

    /**
     * A number that may be left open.
     *
     * @param key name for the error
     * @param text a number; empty: 0
     * @throws IllegalArgumentException if it is neither
     */
    static double number(String key, String text) {
        return number(key, text, "state it without a unit, as 20 or 0.5");
    }

    /** The same with words that tell what is wanted. */
    static double number(String key, String text, String wanted) {
        String number = text.trim();
        try {
            return number.isEmpty() ? 0 : Double.parseDouble(number);
        } catch (NumberFormatException notOne) {
            boolean isComma = number.matches("[-+]?\\d*,\\d+");
            throw new IllegalArgumentException(key + " = " + text + " is not a number: "
                    + (isComma ? "write a decimal point, as " + number.replace(',', '.') : wanted));
        }
    }

    /**
     * A seed.
     *
     * @param text a whole number, not negative
     * @throws IllegalArgumentException if it is not one
     */
    static long seed(String text) {
        try {
            long seed = Long.parseLong(text.trim());
            if (seed >= 0) {
                return seed;
            }
        } catch (NumberFormatException notOne) {
            // told below
        }
        throw new IllegalArgumentException("seed = " + text + " is not a whole number from 0");
    }
}
