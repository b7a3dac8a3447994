// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Map;

/** What the report of an enhancement says of one element. A number that it does not state is NaN. */
public final class ReportedElement {
    private final Map<String, Object> entries;

    ReportedElement(Map<String, Object> entries) {
        this.entries = entries;
    }

    /**
     * Name of the element.
     *
     * @return its name
     */
    public String name() {
        return Report.text(entries, "element");
    }

    /**
     * What made its estimate.
     *
     * @return {@code unet} or {@code physics}
     */
    public String method() {
        return Report.text(entries, "method");
    }

    /**
     * A number of the report.
     *
     * @param key such as {@code chi_square}, {@code used_freedom}, {@code mean_change} or {@code noise_sd}
     * @return the number; NaN if there is none of this key
     */
    public double number(String key) {
        Object value = entries.get(key);
        return value instanceof Double ? (Double) value : Double.NaN;
    }

    /**
     * Whether the noise is that of counts.
     *
     * @return false if it was found from the map
     */
    public boolean hasCountingStatistics() {
        return Boolean.TRUE.equals(entries.get("counting_statistics"));
    }

    /**
     * What the estimate leaves unexplained: its chi-square times (1 - {@code used_freedom}).
     *
     * @return in variances of the noise, about 1 or below is good; NaN if the report has no chi-square
     */
    public double noiseLeft() {
        double used = number("used_freedom");
        return number("chi_square") * (1 - (Double.isNaN(used) ? 0 : used));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReportedElement && entries.equals(((ReportedElement) other).entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return name() + ": " + noiseLeft() + " times the noise is left";
    }
}
