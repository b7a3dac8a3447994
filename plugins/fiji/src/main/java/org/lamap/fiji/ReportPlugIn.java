// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.PlugIn;
import org.lamap.Report;
import org.lamap.Verdict;

/** Menu command "LA map report...": verdict and numbers of an enhanced map, also when it comes back from a file. */
public final class ReportPlugIn implements PlugIn {
    private static final String TITLE = "LA map report";

    @Override
    public void run(String argument) {
        ImagePlus image = IJ.getImage();
        new MenuCommand(TITLE).run(() -> {
            Report report = AlreadyEnhanced.reportOf(image);
            if (report == null) {
                throw new IllegalArgumentException(image.getTitle() + " holds no report: choose a map that was enhanced");
            }
            String unit = MapOfImage.unitOf(image);
            show(image.getTitle(), Verdict.of(report, unit), ReportText.of(report, unit));
            return "done";
        });
    }

    /** In a window; macros get it in the Log. */
    private static void show(String title, Verdict verdict, String numbers) {
        if (Form.isAnswered()) {
            Sentences.log(title + ": " + Labels.in(verdict.toString()));
            IJ.log(numbers);
        } else {
            VerdictWindow.show(title, verdict, "", numbers);
        }
    }
}
