// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.process.FloatProcessor;

/** Enhances larger and larger maps from a side of {@code arguments[0]} pixels on and shows their pixels as a window does, until one is refused; then a small one again. */
public final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] arguments) {
        String refused = "";
        for (int side = Integer.parseInt(arguments[0]); refused.isEmpty(); side += 20) {
            refused = refusal(side);
            System.out.println(side + " " + (refused.isEmpty() ? "fits" : refused));
        }
        System.out.println("afterwards " + (refusal(100).isEmpty() ? "fits" : "refused"));
    }

    private static String refusal(int side) {
        FloatProcessor counts = new FloatProcessor(side, side);
        counts.add(20);
        counts.noise(4);
        ImagePlus image = new ImagePlus("counts", counts.convertToByte(false));
        image.getCalibration().setUnit("um");
        image.getCalibration().setValueUnit("counts");
        return new MenuCommand("small").refusal(() -> {
            EnhancedImages result = Samples.physics("examine=no noise=uniform").pixelSize(20, 20).run(image, null);
            ImagePlus[] shown = {result.chiSquare(), result.deviation(), result.estimate()};
            for (ImagePlus one : shown) {
                one.getProcessor().createImage();
            }
            return "done";
        });
    }
}
