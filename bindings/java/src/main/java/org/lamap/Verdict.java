// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Locale;
import java.util.Objects;

/**
 * The verdict on an enhancement: green, amber or red, one sentence, one next step. The report of an enhancement holds
 * numbers; a verdict says what they mean for someone who looks at the map. The worst doubt of all elements is told.
 * Nothing is green of which the report warns.
 */
public final class Verdict {
    /** Whether an enhanced map can be used. */
    public enum Level {
        /** The estimate explains the measurement, and the report warns of nothing. */
        GREEN,
        /** Usable with the doubt that the sentence tells. */
        AMBER,
        /** The estimate contradicts the measurement. */
        RED;

        /** The word for people, in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Level level;
    private final String sentence;
    private final String nextStep;

    private Verdict(Level level, String sentence, String nextStep) {
        this.level = level;
        this.sentence = sentence;
        this.nextStep = nextStep;
    }

    /**
     * The verdict on an enhancement. What an estimate leaves unexplained is its chi-square times (1 -
     * {@code used_freedom}), in variances of the noise.
     *
     * <p><b>Red</b>: the report warns of an element whose estimate leaves more than 2, or goes farther beyond what was
     * measured than a sample explains ({@code excess}).
     *
     * <p><b>Amber</b>: any other warning; the unit is not known, and the values do not tell that they are counts; the mean
     * of an element changed by more than 5 %; an estimate leaves more than 3 without a warning, as happens where the noise
     * is smaller than 1 % of the signal; an element has no chi-square.
     *
     * <p><b>Green</b>: everything else.
     *
     * @param report the report of the enhancement
     * @param unit unit of the measured values; empty where it is not known
     * @return the verdict, as the library judges
     * @throws LamapException if what the verdict rests on is missing in the report
     */
    public static Verdict of(Report report, String unit) {
        String[] parts = Native.verdict(Given.there(report, "report").text(), Given.there(unit, "unit"));
        return new Verdict(Level.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1], parts[2]);
    }

    /**
     * How good it is.
     *
     * @return green, amber or red
     */
    public Level level() {
        return level;
    }

    /**
     * What was found.
     *
     * @return a sentence
     */
    public String sentence() {
        return sentence;
    }

    /**
     * What to do about it.
     *
     * @return a sentence
     */
    public String nextStep() {
        return nextStep;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Verdict && toString().equals(other.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(level, sentence, nextStep);
    }

    /** Such as "green: The enhanced map explains the measurement to its noise. Read it beside ...". */
    @Override
    public String toString() {
        return level + ": " + sentence + " " + nextStep;
    }
}
