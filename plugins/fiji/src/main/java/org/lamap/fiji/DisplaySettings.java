// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.measure.Calibration;
import ij.process.LUT;

/** How an image is shown: dimensions, colours, range of values and overlay, handed on to a result. */
final class DisplaySettings {
    private final MapOfImage source;

    DisplaySettings(MapOfImage source) {
        this.source = source;
    }

    /** The result as it should be shown, in the range of values of the source. */
    ImagePlus sameRange(ImagePlus result) {
        return dressed(result, true);
    }

    /** The result as it should be shown, in a range of its own. */
    ImagePlus ownRange(ImagePlus result) {
        return dressed(result, false);
    }

    private ImagePlus dressed(ImagePlus result, boolean sameRange) {
        ImagePlus image = source.image;
        boolean whole = result.getStackSize() == image.getStackSize();
        if (whole) {
            result.setDimensions(image.getNChannels(), image.getNSlices(), image.getNFrames());
            result.setOpenAsHyperStack(image.isHyperStack());
        }
        ImagePlus shown = result;
        if (whole && image.isComposite() && result.getNChannels() > 1) {
            shown = composite(result, (CompositeImage) image, sameRange);
        } else {
            shown.getProcessor().setLut(plain(image.getProcessor().getLut()));
            if (sameRange) {
                Calibration calibration = image.getCalibration();
                shown.setDisplayRange(calibration.getCValue(image.getDisplayRangeMin()),
                        calibration.getCValue(image.getDisplayRangeMax()));
            } else {
                shown.resetDisplayRange();
            }
        }
        addOverlay(shown);
        return shown;
    }

    private static ImagePlus composite(ImagePlus result, CompositeImage image, boolean sameRange) {
        CompositeImage composite = new CompositeImage(result, image.getMode());
        Calibration calibration = image.getCalibration();
        for (int channel = 1; channel <= image.getNChannels(); channel++) {
            LUT colours = (LUT) image.getChannelLut(channel).clone();
            LUT own = composite.getChannelLut(channel);
            colours.min = sameRange ? calibration.getCValue(colours.min) : own.min;
            colours.max = sameRange ? calibration.getCValue(colours.max) : own.max;
            composite.setChannelLut(colours, channel);
        }
        composite.setC(1);
        return composite;
    }

    /** Without the range of the source, which is in stored values. */
    private static LUT plain(LUT lut) {
        LUT colours = (LUT) lut.clone();
        colours.min = 0;
        colours.max = 0;
        return colours;
    }

    private void addOverlay(ImagePlus result) {
        Overlay overlay = source.image.getOverlay();
        if (overlay != null) {
            result.setOverlay(overlay.crop(source.area).scale(
                    (double) result.getWidth() / source.area.width, (double) result.getHeight() / source.area.height));
        }
    }
}
