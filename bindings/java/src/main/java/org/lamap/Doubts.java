// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The rule of the verdict: which doubts a report leaves. Python has the same, and one table of cases tests both. */
final class Doubts {
    /** What an estimate of which the report warns may leave unexplained, in variances of the noise, before it is red. */
    private static final double MOST_NOISE = 2;
    /** The same of one of which it does not warn, before it is amber: faint detail is in doubt there. */
    private static final double MOST_UNWARNED = 3;
    /** Relative change of the mean that is amber from here on. */
    private static final double MOST_CHANGE = 0.05;
    private static final int FIRST_WARNING = 10;
    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

    private static final String CHECK = "Check beam size, washout and pixel size, then enhance again.";
    private static final String COUNT = "Enhance its counts or cps, whose noise is known; if that is red too, check beam"
            + " size, washout and pixel size.";
    private static final String READ = "Read the report.";
    private static final String LINEAR = "Try the setting scale=\"linear\", and quote sums from the measured map.";
    private static final String STATE_UNIT =
            "State the unit of the values: counts, cps with the dwell time, or a concentration.";

    private final List<Doubt> doubts = new ArrayList<>();

    private Doubts() {}

    /** In the order of the elements, warnings last. */
    static List<Doubt> of(Report report, String unit) {
        Doubts found = new Doubts();
        List<Doubt> warned = new ArrayList<>();
        for (String warning : report.warnings()) {
            warned.add(Doubt.ofWarning(warning, FIRST_WARNING + warned.size(), report.elements()));
        }
        for (ReportedElement element : report.elements()) {
            boolean isWarned = warned.stream().anyMatch(doubt -> doubt.element.equals(element.name()));
            found.add(element, isWarned, unit.isEmpty() && !element.hasCountingStatistics());
        }
        found.doubts.addAll(warned);
        return found.doubts;
    }

    private void add(ReportedElement element, boolean isWarned, boolean hasNoUnit) {
        if (hasNoUnit) {
            amber(0, element, "the unit is not known, so noise cannot be told from structure", STATE_UNIT);
        }
        addUnexplained(element, isWarned, hasNoUnit);
        double change = element.number("mean_change");
        if (Math.abs(change) > MOST_CHANGE) {
            amber(2, element, "the enhancement changes the mean by " + percent(change) + " %", LINEAR);
        }
    }

    private void addUnexplained(ReportedElement element, boolean isWarned, boolean hasNoUnit) {
        double left = element.noiseLeft();
        if (Double.isNaN(left)) {
            amber(3, element, "the enhanced map could not be compared with the measurement", READ);
        } else if (isWarned && left > MOST_NOISE) {
            String step = hasNoUnit ? STATE_UNIT : element.hasCountingStatistics() ? CHECK : COUNT;
            doubts.add(new Doubt(Verdict.Level.RED, 0, element.name(), "the enhanced map contradicts the measurement: it leaves "
                    + twoDigits(left) + " times the noise unexplained", step));
        } else if (left > MOST_UNWARNED) {
            String other = element.method().equals("physics") ? "the setting scale=\"linear\"" : "the method physics";
            amber(1, element, "the enhanced map leaves " + twoDigits(left)
                    + " times the small noise of this bright map unexplained",
                    "Compare it with " + other + " before you rely on its faint detail.");
        }
    }

    private void amber(int rank, ReportedElement element, String fact, String nextStep) {
        doubts.add(new Doubt(Verdict.Level.AMBER, rank, element.name(), fact, nextStep));
    }

    private static String twoDigits(double value) {
        return new BigDecimal(value).round(TWO_DIGITS).stripTrailingZeros().toPlainString();
    }

    private static String percent(double share) {
        BigDecimal percent = new BigDecimal(100 * share).setScale(0, RoundingMode.HALF_EVEN);
        return (percent.signum() > 0 ? "+" : "") + percent.toPlainString();
    }
}
