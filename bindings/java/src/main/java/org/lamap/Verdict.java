// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

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
     * <p><b>Red</b>: the report warns of an element whose estimate leaves more than 2.
     *
     * <p><b>Amber</b>: any other warning; the unit is not known, and the values do not tell that they are counts; the mean
     * of an element changed by more than 5 %; an estimate leaves more than 3 without a warning, as happens where the noise
     * is smaller than 1 % of the signal; an element has no chi-square.
     *
     * <p><b>Green</b>: everything else.
     *
     * @param report the report of the enhancement
     * @param unit unit of the measured values; empty where it is not known
     * @return the verdict
     */
    public static Verdict of(Report report, String unit) {
        List<Doubt> doubts = Doubts.of(report, unit.trim());
        if (doubts.isEmpty()) {
            return new Verdict(Level.GREEN, explained(report), afterGreen(report));
        }
        Doubt worst = Collections.min(doubts, Comparator.comparing((Doubt doubt) -> doubt.level).reversed()
                .thenComparing(doubt -> doubt.rank));
        Set<String> names = new LinkedHashSet<>();
        for (Doubt doubt : doubts) {
            boolean alike = doubt.level == worst.level && doubt.rank == worst.rank;
            if (alike && !doubt.element.isEmpty() && report.elements().size() > 1) {
                names.add(doubt.element);
            }
        }
        return new Verdict(worst.level, sentence(new ArrayList<>(names), worst.fact), worst.nextStep);
    }

    /** A fact on elements: "Ba137 and 2 others: ...". */
    private static String sentence(List<String> names, String fact) {
        if (names.isEmpty()) {
            return Doubt.capital(fact) + ".";
        }
        int others = names.size() - 1;
        String and = others == 0 ? "" : " and " + others + (others == 1 ? " other" : " others");
        return names.get(0) + and + ": " + fact + ".";
    }

    private static String explained(Report report) {
        return "The enhanced map explains the measurement to its noise"
                + (report.elements().size() > 1 ? " in every element." : ".");
    }

    private static String afterGreen(Report report) {
        return report.condition("pulse_response").equals("auto")
                ? "State the washout if your cell has one: an unknown washout leaves the map displaced along the scan."
                : "Read it beside its standard deviation, and quote concentrations from the measured map.";
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
