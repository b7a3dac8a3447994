// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lamap.Report;
import org.lamap.ReportedElement;
import org.lamap.ReportedPass;

/** The numbers of an enhancement as a text for people. */
final class ReportText {
    private static final String[] HEADER = {"element", "method", "noise left", "chi-square", "mean change", "noise (sd)", "missing"};
    private static final String[][] CONDITIONS = {
        {"beam size", "beam_size_um", "µm"}, {"pulse response", "pulse_response", ""}, {"washout", "washout_time_s", "s"},
        {"scan speed", "scan_speed_um_s", "µm/s"}, {"line spacing", "line_spacing_um", "µm"},
        {"repetition rate", "repetition_rate_hz", "Hz"}
    };

    private ReportText() {}

    /**
     * Warnings, notes, a row for each element, and how the map was enhanced.
     *
     * @param report of an enhancement
     * @param unit of the values; empty where it is not known
     */
    static String of(Report report, String unit) {
        StringBuilder text = new StringBuilder();
        addSentences(text, "Warnings", report.warnings());
        addSentences(text, "Notes", report.notes());
        text.append("Elements").append(unit.isEmpty() ? "" : " (noise in " + unit + ")").append('\n');
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADER);
        report.elements().forEach(element -> rows.add(row(element)));
        addTable(text, rows);
        addSentences(text.append('\n'), "Passes", passes(report));
        text.append("noise left: what the estimate leaves unexplained, in variances of the noise; about 1 or below is good\n")
                .append("chi-square: noise left over the share of freedom that the estimate did not use up; where it used up\n")
                .append("  nearly all, chi-square is large though little is left: go by the noise left, as the verdict does\n")
                .append("mean change: by how much the enhancement changes the mean\n\nHow\n");
        text.append("  lamap ").append(report.entry("version")).append(", magnification ").append(report.setting("magnification"));
        text.append(report.entry("model").isEmpty() ? "" : ", model " + report.entry("model"));
        text.append(report.entry("device").isEmpty() ? "" : " on " + report.entry("device")).append('\n');
        for (String[] condition : CONDITIONS) {
            String value = report.condition(condition[1]);
            boolean isToldOtherwise = condition[1].equals("washout_time_s") && value.equals("auto")
                    && !report.condition("pulse_response").equals("auto");
            if (!value.isEmpty() && !isToldOtherwise) {
                text.append("  ").append(condition[0]).append(": ")
                        .append(value.equals("auto") ? "not stated" : value + " " + condition[2]).append('\n');
            }
        }
        return text.append("\nThe whole record is the property lamap of the image (Image > Properties...).\n").toString();
    }

    private static void addSentences(StringBuilder text, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            text.append(title).append('\n');
            sentences.forEach(sentence ->
                    text.append("  ").append(Sentences.wrapped(Labels.in(sentence)).replace("\n", "\n    ")).append('\n'));
            text.append('\n');
        }
    }

    /** A line on each of several passes: where it was found, and how well the estimate explains it. */
    static List<String> passes(Report report) {
        List<String> lines = new ArrayList<>();
        for (ReportedPass pass : report.passes()) {
            double[] beside = pass.displacedUm();
            boolean isThere = beside[0] == 0 && beside[1] == 0;
            String place = isThere ? "found where it was stated"
                    : "found " + signed(beside[0]) + ", " + signed(beside[1]) + " µm beside where it was stated";
            StringBuilder line = new StringBuilder("pass ").append(lines.size() + 1).append(pass.isTurned() ? ", turned: " : ": ")
                    .append(place).append("; chi-square");
            for (int element = 0; element < report.elements().size(); element++) {
                line.append(element == 0 ? " " : ", ").append(digits(pass.chiSquare(element)));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** In hundredths; nothing has no sign of its own. */
    private static String signed(double um) {
        return String.format(Locale.ROOT, "%+.2f", um).replace("-0.00", "+0.00");
    }

    private static String[] row(ReportedElement element) {
        double change = element.number("mean_change");
        return new String[] {
            element.name(), element.method(), digits(element.noiseLeft()), digits(element.number("chi_square")),
            Double.isNaN(change) ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * change).replace("-0.0", "+0.0"),
            digits(element.number("noise_sd")), digits(element.number("missing_values"))
        };
    }

    private static String digits(double number) {
        return Double.isNaN(number) ? "-"
                : number == Math.rint(number) && Math.abs(number) < 1e7 ? String.valueOf((long) number)
                : String.format(Locale.ROOT, "%.3g", number);
    }

    private static void addTable(StringBuilder text, List<String[]> rows) {
        int[] widths = new int[HEADER.length];
        rows.forEach(row -> Arrays.setAll(widths, column -> Math.max(widths[column], row[column].length())));
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int column = 0; column < row.length; column++) {
                line.append(String.format(" %-" + (widths[column] + 2) + "s", row[column]));
            }
            text.append(line.toString().replaceFirst("\\s+$", "")).append('\n');
        }
    }
}
