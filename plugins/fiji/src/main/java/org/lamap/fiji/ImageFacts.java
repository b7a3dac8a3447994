// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;

/** What a dialog says of the image that it is about. */
final class ImageFacts {
    private ImageFacts() {}

    static String of(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        int elements = image.getStackSize();
        return image.getTitle() + ": " + image.getWidth() + " x " + image.getHeight() + " pixels, " + elements
                + (elements == 1 ? " element" : " elements") + ", in " + calibration.getValueUnit() + "\n"
                + (calibration.scaled() ? "pixel of " + side(calibration.pixelWidth) + " " + calibration.getXUnit()
                                + " x " + side(calibration.pixelHeight) + " " + calibration.getYUnit() + "; to state another, fill in"
                        : "the pixel size is not known: please state it")
                + (image.getRoi() != null && image.getRoi().isArea() ? "\nonly the selected area" : "");
    }

    private static String side(double size) {
        return IJ.d2s(size, 4).replaceAll("\\.?0+$", "");
    }
}
