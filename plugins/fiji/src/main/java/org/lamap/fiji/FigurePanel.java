// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** One map of a figure: an element of an image, in µm. */
final class FigurePanel {
    private static final int COLOURS = 256;
    private static final Color MISSING = new Color(0xcccccc);

    final String title;
    final String unit;
    final double widthUm;
    final double heightUm;
    private final FloatProcessor values;
    private final LUT colours;

    /**
     * A panel.
     *
     * @param title over it
     * @param image a map
     * @param slice number of the element from 1
     * @param area the part that is drawn; null: all
     * @param colours of the values
     * @throws IllegalArgumentException if the size of the pixels is not known
     */
    FigurePanel(String title, ImagePlus image, int slice, Rectangle area, LUT colours) {
        this(title, image, slice, area, colours, MapOfImage.unitOf(image));
    }

    /** The same with values in another unit than the image says. */
    FigurePanel(String title, ImagePlus image, int slice, Rectangle area, LUT colours, String unit) {
        this.title = title;
        this.unit = unit;
        this.colours = colours;
        Calibration calibration = image.getCalibration();
        ImageProcessor stored = image.getStack().getProcessor(slice);
        stored.setCalibrationTable(calibration.getCTable());
        ImageProcessor all = stored.convertToFloat();
        if (area != null) {
            all.setRoi(area);
        }
        values = (FloatProcessor) all.crop();
        PixelSize size = PixelSize.of(image, 0, 0);
        widthUm = values.getWidth() * size.widthUm;
        heightUm = values.getHeight() * size.heightUm;
    }

    float[] values() {
        return (float[]) values.getPixels();
    }

    /** The map, a pixel for each value. */
    BufferedImage map(ColourLimits limits) {
        BufferedImage map = new BufferedImage(values.getWidth(), values.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < map.getHeight(); y++) {
            for (int x = 0; x < map.getWidth(); x++) {
                float value = values.getf(x, y);
                map.setRGB(x, y, Float.isNaN(value) ? MISSING.getRGB() : colours.getRGB(limits.index(value)));
            }
        }
        return map;
    }

    /** The colours from the lower to the upper limit, one line. */
    BufferedImage bar() {
        BufferedImage bar = new BufferedImage(COLOURS, 1, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < COLOURS; x++) {
            bar.setRGB(x, 0, colours.getRGB(x));
        }
        return bar;
    }
}
