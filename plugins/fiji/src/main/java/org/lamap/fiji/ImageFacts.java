// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import java.awt.Rectangle;
import java.util.List;

/** What a dialog says of the image that it is about. */
final class ImageFacts {
    private static final int MOST_NAMES = 24;

    private ImageFacts() {}

    static String of(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        int elements = image.getStackSize();
        return image.getTitle() + ": " + image.getWidth() + " x " + image.getHeight() + " pixels, " + elements
                + (elements == 1 ? " element" : " elements" + names(image)) + unit(MapOfImage.unitOf(image)) + "\n"
                + (isKnown(calibration) ? "A pixel is " + side(calibration.pixelWidth) + " " + calibration.getXUnit() + " x "
                                + side(calibration.pixelHeight) + " " + calibration.getYUnit() + "; state another where that is wrong."
                        : "The pixel size is not known: state it below.")
                + selection(image);
    }

    private static boolean isKnown(Calibration calibration) {
        return PixelSize.isKnown(calibration.pixelWidth, calibration.getXUnit())
                && PixelSize.isKnown(calibration.pixelHeight, calibration.getYUnit());
    }

    /** What is taken of an area selection; a result is a rectangle. */
    private static String selection(ImagePlus image) {
        Roi selected = image.getRoi();
        if (selected == null || !selected.isArea()) {
            return "";
        }
        Rectangle box = selected.getBounds();
        return "\n" + (selected.getType() == Roi.RECTANGLE ? "only the selected area: " : "only the bounding box of the selection: ")
                + box.width + " x " + box.height + " pixels";
    }

    private static String names(ImagePlus image) {
        List<String> names = Elements.allNames(image);
        boolean isLong = names.size() > MOST_NAMES;
        return ": " + String.join(", ", isLong ? names.subList(0, MOST_NAMES) : names) + (isLong ? ", ..." : "");
    }

    private static String unit(String unit) {
        return unit.isEmpty() ? "" : ", in " + unit;
    }

    private static String side(double size) {
        return IJ.d2s(size, 4).replaceAll("\\.?0+$", "");
    }
}
