// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** An enhanced map and how well it went. An estimate, not a measurement. */
public final class Enhanced {
    private final ElementMap estimate;
    private final ElementMap deviation;
    private final ElementMap chiSquare;
    private final String report;
    private final String[] notes;
    private final String[] warnings;

    Enhanced(
            ElementMap estimate,
            ElementMap deviation,
            ElementMap chiSquare,
            String report,
            String[] notes,
            String[] warnings) {
        this.estimate = estimate;
        this.deviation = deviation;
        this.chiSquare = chiSquare;
        this.report = report;
        this.notes = notes;
        this.warnings = warnings;
    }

    /**
     * Estimate of the sample, in unit and names of the measured map, with finer pixels.
     *
     * @return NaN where the value was missing; its info is the report
     */
    public ElementMap estimate() {
        return estimate;
    }

    /**
     * Standard deviation of the error of the estimate.
     *
     * @return on the grid of the estimate, in its unit
     */
    public ElementMap deviation() {
        return deviation;
    }

    /**
     * For each measured pixel: the estimate ablated again and compared with the measurement.
     *
     * @return on the measured grid, squared residuals in variances of the noise: 1 or less on average where the estimate explains the
     *     measurement. Whether it does is told by {@link ReportedElement#noiseLeft} of the report and by {@link #verdict}
     */
    public ElementMap chiSquare() {
        return chiSquare;
    }

    /**
     * What was done and found: method, model, device and why, and for each element noise, prior and chi-square.
     *
     * @return JSON
     */
    public String report() {
        return report;
    }

    /**
     * Whether the estimate can be used, in a sentence, and what to do next.
     *
     * @return the verdict on the report and the unit of the map
     */
    public Verdict verdict() {
        return Verdict.of(Report.in(report), estimate.unit());
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Enhanced)) {
            return false;
        }
        Enhanced that = (Enhanced) other;
        return report.equals(that.report) && estimate.equals(that.estimate) && deviation.equals(that.deviation)
                && chiSquare.equals(that.chiSquare);
    }

    @Override
    public int hashCode() {
        return Objects.hash(estimate, report);
    }

    @Override
    public String toString() {
        return "Enhanced{" + estimate + ", " + verdict() + "}";
    }

    /**
     * One report for a map that was enhanced element by element, by one enhancer and under the same conditions.
     *
     * @param reports at least one, each as {@link #report} gives it
     * @return JSON: the first one with the elements, notes and warnings of all, and the sums of their seconds
     * @throws LamapException if there is none, or one is no report
     */
    public static String joinReports(List<String> reports) {
        return Native.joinReports(Given.each(Given.there(reports, "reports").toArray(new String[0]), "reports"));
    }

    /**
     * What was taken for granted or chosen, such as a restoration in place of a network's estimate of one element.
     *
     * @return sentences that begin with the name of the element; may be empty
     */
    public List<String> notes() {
        return Collections.unmodifiableList(Arrays.asList(notes));
    }

    /**
     * Sentences that the user should read.
     *
     * @return empty if all went well
     */
    public List<String> warnings() {
        return Collections.unmodifiableList(Arrays.asList(warnings));
    }
}
