// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import org.lamap.Units;

/** What is said of the unit of an image that does not state one that is of use. */
final class UnitHint {
    /** Empty where the unit is known. */
    final String sentence;
    /** Unit that the values seem to have; empty where they tell none. */
    final String offer;

    private UnitHint(String sentence, String offer) {
        this.sentence = sentence;
        this.offer = offer;
    }

    static UnitHint of(ImagePlus image) {
        String unit = MapOfImage.unitOf(image);
        try {
            if (!Units.ofData(unit).isEmpty()) {
                return new UnitHint("", "");
            }
        } catch (IllegalArgumentException slip) {
            String said = slip.getMessage();
            return new UnitHint(said, said.contains("did you mean") ? said.replaceAll(".*did you mean (.+)\\?", "$1") : "");
        }
        return looksLikeCounts(image)
                ? new UnitHint("The values are whole numbers: they look like counts.", "counts")
                : new UnitHint("The unit is not known: the noise is guessed then, and the verdict cannot be green.", "");
    }

    private static boolean looksLikeCounts(ImagePlus image) {
        ImageProcessor shown = image.getProcessor();
        shown.setCalibrationTable(image.getCalibration().getCTable());
        return Units.looksLikeCounts((float[]) shown.convertToFloatProcessor().getPixels());
    }
}
