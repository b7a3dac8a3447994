// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One row of a table of settings, for dialogs and help. */
public final class Setting {
    private final String[] texts;
    private final double[] numbers;

    private Setting(String[] texts, double[] numbers) {
        this.texts = texts;
        this.numbers = numbers;
    }

    static List<Setting> table(int table) {
        List<Setting> rows = new ArrayList<>();
        for (int i = 0; i < Native.settingCount(table); i++) {
            rows.add(new Setting(Native.settingTexts(table, i), Native.settingNumbers(table, i)));
        }
        return Collections.unmodifiableList(rows);
    }

    /**
     * What it may be, for people.
     *
     * @return the words, or the smallest and largest number with the unit, as {@code 0.1 to 1000 µm}
     */
    public String range() {
        return choices().isEmpty()
                ? (plain(min()) + " to " + plain(max()) + " " + unit()).trim()
                : String.join(", ", choices());
    }

    private static String plain(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Setting && Arrays.equals(texts, ((Setting) other).texts)
                && Arrays.equals(numbers, ((Setting) other).numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(texts);
    }

    @Override
    public String toString() {
        return key() + " = " + defaultValue() + " [" + range() + "]";
    }

    /**
     * Name.
     *
     * @return the key, with the unit at its end where it has one
     */
    public String key() {
        return texts[0];
    }

    /**
     * Unit as shown to people.
     *
     * @return the unit; empty for a pure number
     */
    public String unit() {
        return texts[1];
    }

    /**
     * What it does.
     *
     * @return one line
     */
    public String help() {
        return texts[2];
    }

    /**
     * Its default.
     *
     * @return a number, a word or {@code auto} as text
     */
    public String defaultValue() {
        return texts[3];
    }

    /**
     * The words that it may be.
     *
     * @return the words; empty for a number
     */
    public List<String> choices() {
        return Collections.unmodifiableList(Arrays.asList(texts).subList(4, texts.length));
    }

    /**
     * Smallest number allowed.
     *
     * @return in the unit
     */
    public double min() {
        return numbers[0];
    }

    /**
     * Largest number allowed.
     *
     * @return in the unit
     */
    public double max() {
        return numbers[1];
    }
}
