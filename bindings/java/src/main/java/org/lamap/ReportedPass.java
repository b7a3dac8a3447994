// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.List;
import java.util.Map;

/** What the report of an enhancement says of one of several passes. A number that it does not state is NaN. */
public final class ReportedPass {
    private final Map<String, Object> entries;

    ReportedPass(Map<String, Object> entries) {
        this.entries = entries;
    }

    /**
     * Whether its lines run down the sample.
     *
     * @return false for one along the rows
     */
    public boolean isTurned() {
        return Boolean.TRUE.equals(entries.get("turned"));
    }

    /**
     * Where it was stated to begin.
     *
     * @return to the right of and below the first pass, in µm
     */
    public double[] startUm() {
        return pair("start_um");
    }

    /**
     * How far it was found beside that.
     *
     * @return to the right and down, in µm; 0 where the maps do not tell
     */
    public double[] displacedUm() {
        return pair("displaced_um");
    }

    /**
     * How well the estimate explains this pass.
     *
     * @param element number of the element, from 0
     * @return chi-square, about 1 or below is good
     */
    public double chiSquare(int element) {
        return number(Report.list(entries, "chi_square"), element);
    }

    private double[] pair(String key) {
        List<?> numbers = Report.list(entries, key);
        return new double[] {number(numbers, 0), number(numbers, 1)};
    }

    private static double number(List<?> numbers, int index) {
        boolean isThere = index < numbers.size() && numbers.get(index) instanceof Double;
        return isThere ? (Double) numbers.get(index) : Double.NaN;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReportedPass && entries.equals(((ReportedPass) other).entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        double[] start = startUm();
        return "pass from " + start[0] + ", " + start[1] + " µm" + (isTurned() ? ", turned" : "");
    }
}
