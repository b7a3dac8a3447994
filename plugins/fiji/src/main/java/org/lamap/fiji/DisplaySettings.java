// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.measure.Calibration;
import ij.process.LUT;
import java.awt.Rectangle;

/**
 * How an image is shown: dimensions, colours, range of values, overlay and what its Info says, handed on to a result.
 * All is taken when this is made: the image may be closed or changed before the result is there.
 */
final class DisplaySettings {
    private final Rectangle area;
    private final Calibration calibration;
    private final int slices;
    private final int[] dimensions;
    private final boolean isHyperStack;
    private final LUT lut;
    private final double[] range;
    /** Mode and colours of the channels; null where the image is no composite. */
    private final Integer mode;
    private final LUT[] channels;
    private final Overlay overlay;
    private final String info;

    DisplaySettings(MapOfImage source) {
        ImagePlus image = source.image;
        area = source.area;
        calibration = source.calibration;
        slices = image.getStackSize();
        dimensions = new int[] {image.getNChannels(), image.getNSlices(), image.getNFrames()};
        isHyperStack = image.isHyperStack();
        lut = plain(image.getProcessor().getLut());
        range = values(image.getDisplayRangeMin(), image.getDisplayRangeMax());
        mode = image.isComposite() ? ((CompositeImage) image).getMode() : null;
        channels = image.isComposite() ? image.getLuts() : null;
        overlay = image.getOverlay() == null ? null : image.getOverlay().crop(area);
        info = image.getInfoProperty();
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
        boolean isWhole = result.getStackSize() == slices;
        if (isWhole) {
            result.setDimensions(dimensions[0], dimensions[1], dimensions[2]);
            result.setOpenAsHyperStack(isHyperStack);
        }
        ImagePlus shown = result;
        if (isWhole && mode != null && result.getNChannels() > 1) {
            shown = composite(result, sameRange);
        } else {
            shown.getProcessor().setLut((LUT) lut.clone());
            if (sameRange) {
                shown.setDisplayRange(range[0], range[1]);
            } else {
                shown.resetDisplayRange();
            }
        }
        if (overlay != null) {
            shown.setOverlay(overlay.duplicate().scale(
                    (double) result.getWidth() / area.width, (double) result.getHeight() / area.height));
        }
        if (info != null) {
            shown.setProperty("Info", info);
        }
        return shown;
    }

    private ImagePlus composite(ImagePlus result, boolean sameRange) {
        CompositeImage composite = new CompositeImage(result, mode);
        for (int channel = 1; channel <= channels.length; channel++) {
            LUT colours = (LUT) channels[channel - 1].clone();
            LUT own = composite.getChannelLut(channel);
            double[] limits = sameRange ? values(colours.min, colours.max) : new double[] {own.min, own.max};
            colours.min = limits[0];
            colours.max = limits[1];
            composite.setChannelLut(colours, channel);
        }
        composite.setC(1);
        return composite;
    }

    /** Stored numbers as values, the smaller one first: a calibration may fall. */
    private double[] values(double min, double max) {
        double first = calibration.getCValue(min);
        double second = calibration.getCValue(max);
        return new double[] {Math.min(first, second), Math.max(first, second)};
    }

    /** Without the range of the source, which is in stored values. */
    private static LUT plain(LUT lut) {
        LUT colours = (LUT) lut.clone();
        colours.min = 0;
        colours.max = 0;
        return colours;
    }
}
