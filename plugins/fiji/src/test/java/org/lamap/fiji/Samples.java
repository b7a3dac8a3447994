// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;

/** Small maps for tests. */
final class Samples {
    static final int WIDTH = 40;
    static final int HEIGHT = 20;

    private Samples() {}

    /** Counts of P31, Ca43 and Zn66 on pixels of 7 x 20 µm, with one missing value at (3, 2) of P31. */
    static ImagePlus stack() {
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        for (String name : new String[] {"P31", "Ca43", "Zn66"}) {
            stack.addSlice(name, new FloatProcessor(WIDTH, HEIGHT, counts(20 * (stack.getSize() + 1)), null));
        }
        stack.getProcessor(1).setf(3, 2, Float.NaN);
        ImagePlus image = new ImagePlus("cells.tif", stack);
        Calibration calibration = image.getCalibration();
        calibration.setUnit("um");
        calibration.pixelWidth = 7;
        calibration.pixelHeight = 20;
        calibration.setValueUnit("counts");
        image.setDisplayRange(5, 95);
        return image;
    }

    /** Counts that no unit calls so, on pixels of 7 µm. */
    static ImagePlus unknownCounts() {
        java.util.Random random = new java.util.Random(3); // not every map is recognised
        FloatProcessor counts = new FloatProcessor(80, 80);
        for (int i = 0; i < counts.getPixelCount(); i++) {
            double mean = 40 * (1.5 + Math.sin(i % 80 / 5.0));
            counts.setf(i, Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian())));
        }
        ImagePlus image = new ImagePlus("unknown.tif", counts);
        image.getCalibration().setUnit("um");
        image.getCalibration().pixelWidth = 7;
        image.getCalibration().pixelHeight = 7;
        return image;
    }

    /** A slow wave with a bright square, and noise that is the same every time. */
    private static float[] counts(int level) {
        java.util.Random random = new java.util.Random(level);
        float[] counts = new float[WIDTH * HEIGHT];
        for (int i = 0; i < counts.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            double mean = level * (1.5 + Math.sin(x / 5.0) + (x > 20 && x < 30 && y > 6 && y < 13 ? 2 : 0));
            counts[i] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        return counts;
    }

    /** An enhancement without a network of a map that a beam of one pixel of 20 µm has measured. */
    static MapEnhancement physics(String settings) {
        return new MapEnhancement(
                KeyValues.settings(KeyValues.pairs("method=physics magnification=2 " + settings)),
                KeyValues.conditions("none", "beam_size_um=20 pulse_response=none"));
    }
}
