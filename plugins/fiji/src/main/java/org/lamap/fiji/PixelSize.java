// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Locale;

/** Sides of a pixel in µm, stated by hand or by the image; never guessed. */
final class PixelSize {
    final double widthUm;
    final double heightUm;

    private PixelSize(double widthUm, double heightUm) {
        this.widthUm = widthUm;
        this.heightUm = heightUm;
    }

    /**
     * The size stated by hand where there is one, else that of the image.
     *
     * @param image a map, calibrated in any unit of length
     * @param widthUm width along the scan in µm; 0: that of the image
     * @param heightUm distance of two lines in µm; 0: that of the image
     * @return both sides, in µm
     * @throws IllegalArgumentException if a side is stated neither here nor there, or is not a size
     */
    static PixelSize of(ImagePlus image, double widthUm, double heightUm) {
        Calibration calibration = image.getCalibration();
        return new PixelSize(
                side(image, "width", widthUm, calibration.pixelWidth, calibration.getXUnit()),
                side(image, "height", heightUm, calibration.pixelHeight, calibration.getYUnit()));
    }

    private static double side(ImagePlus image, String name, double statedUm, double size, String unit) {
        if (statedUm != 0) {
            return positive(name, statedUm);
        }
        double umPerUnit = umPerUnit(unit);
        if (umPerUnit == 0) {
            throw new IllegalArgumentException("the pixel " + name + " of " + image.getTitle()
                    + " is not known in µm (its unit is \"" + unit + "\"): state pixel_width and pixel_height in µm here"
                    + " or in Image > Properties...");
        }
        return positive(name, size * umPerUnit);
    }

    private static double positive(String name, double um) {
        if (!(um > 0) || Double.isInfinite(um)) {
            throw new IllegalArgumentException("the pixel " + name + " = " + um + " µm is not a size: it must be above 0");
        }
        return um;
    }

    /** µm in a unit of length as people write it; 0 if it is none, as "pixel". */
    static double umPerUnit(String unit) {
        switch (unit == null ? "" : unit.trim().toLowerCase(Locale.ROOT)) {
            case "um":
            case "µm": // micro sign
            case "\u03bcm": // Greek mu, also from its capital and that of the micro sign
            case "micron":
            case "microns":
            case "micrometer":
            case "micrometers":
            case "micrometre":
            case "micrometres":
                return 1;
            case "nm":
            case "nanometer":
            case "nanometers":
            case "nanometre":
            case "nanometres":
                return 1e-3;
            case "mm":
            case "millimeter":
            case "millimeters":
            case "millimetre":
            case "millimetres":
                return 1e3;
            case "cm":
            case "centimeter":
            case "centimeters":
            case "centimetre":
            case "centimetres":
                return 1e4;
            case "m":
            case "meter":
            case "meters":
            case "metre":
            case "metres":
                return 1e6;
            case "in":
            case "inch":
            case "inches":
                return 25_400;
            default:
                return 0;
        }
    }
}
