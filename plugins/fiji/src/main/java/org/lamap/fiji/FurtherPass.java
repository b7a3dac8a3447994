// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;

/** An image that shows the sample of another one, the first, again. */
public final class FurtherPass {
    final ImagePlus image;
    final double rightUm;
    final double downUm;
    final boolean isTurned;

    /**
     * A further pass.
     *
     * @param image its map, as it lies on the sample
     * @param rightUm how far it begins to the right of the first image in µm; NaN: as their origins tell
     * @param downUm how far it begins below the first image in µm; NaN: as their origins tell
     * @param isTurned whether its lines run down the sample
     */
    public FurtherPass(ImagePlus image, double rightUm, double downUm, boolean isTurned) {
        this.image = image;
        this.rightUm = rightUm;
        this.downUm = downUm;
        this.isTurned = isTurned;
    }

    /** How far an image begins to the right of and below the first one by their origins, in µm; 0 where a size is not known. */
    static double[] besideUm(ImagePlus image, ImagePlus first) {
        double[] own = cornerUm(image);
        double[] other = cornerUm(first);
        return new double[] {own[0] - other[0], own[1] - other[1]};
    }

    private static double[] cornerUm(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        return new double[] {
            -calibration.xOrigin * calibration.pixelWidth * PixelSize.umPerUnit(calibration.getXUnit()),
            -calibration.yOrigin * calibration.pixelHeight * PixelSize.umPerUnit(calibration.getYUnit())
        };
    }

    /** Whether an image has the oblong pixels of the first one turned by a right angle. */
    static boolean looksTurned(ImagePlus image, ImagePlus first) {
        Calibration own = image.getCalibration();
        Calibration other = first.getCalibration();
        return !isAlike(other.pixelWidth, other.pixelHeight)
                && isAlike(own.pixelWidth, other.pixelHeight) && isAlike(own.pixelHeight, other.pixelWidth);
    }

    private static boolean isAlike(double side, double other) {
        return Math.abs(side / other - 1) < 1e-3;
    }
}
