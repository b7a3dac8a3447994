// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.Arrays;
import java.util.Locale;

/** Sides of a pixel in µm, stated by hand or by the image; never guessed. */
final class PixelSize {
    private static final double UM_PER_INCH = 25_400;
    private static final double UM_PER_CM = 1e4;
    /** Pixels to the inch that are usual in prints, and how far rounding moves them: 28 to the cm are 71.12 to the inch. */
    private static final double[] PRINTS = {72, 96, 100, 150, 200, 300, 400, 600, 1200};
    private static final double ROUNDED = 1;

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
                    + " is not known in µm (its unit is \"" + unit + "\"): state it in µm, here or in"
                    + " Image > Properties...");
        }
        if (isOfPrint(size, unit)) {
            throw new IllegalArgumentException("the pixel " + name + " of " + image.getTitle()
                    + " is that of a print (" + Math.round(UM_PER_INCH / (size * umPerUnit)) + " pixels to the inch): state it in"
                    + " µm");
        }
        return positive(name, size * umPerUnit);
    }

    /** Does an image tell a side of its pixels? */
    static boolean isKnown(double size, String unit) {
        return umPerUnit(unit) > 0 && !isOfPrint(size, unit);
    }

    /** Is a side that of a picture to be printed, which programs write where they know no other? */
    private static boolean isOfPrint(double size, String unit) {
        double um = size * umPerUnit(unit);
        boolean isOfPaper = umPerUnit(unit) == UM_PER_INCH || umPerUnit(unit) == UM_PER_CM;
        return isOfPaper && Arrays.stream(PRINTS).anyMatch(perInch -> Math.abs(UM_PER_INCH / um - perInch) < ROUNDED);
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
                return UM_PER_CM;
            case "m":
            case "meter":
            case "meters":
            case "metre":
            case "metres":
                return 1e6;
            case "in":
            case "inch":
            case "inches":
                return UM_PER_INCH;
            default:
                return 0;
        }
    }
}
