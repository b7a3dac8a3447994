// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.concurrent.CancellationException;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Lamap;

/** Simulates what an instrument would measure of a sample that is given as an image. Shows nothing and asks nobody. */
public final class AblationSimulation {
    private final Conditions conditions;
    private final long seed;
    private final boolean expected;

    private AblationSimulation(Conditions conditions, long seed, boolean expected) {
        this.conditions = conditions;
        this.seed = seed;
        this.expected = expected;
    }

    /**
     * A simulation with noise.
     *
     * @param conditions how it would be measured
     * @param seed of all noise; slice number i, from 0, has seed + i
     * @return the simulation
     */
    public static AblationSimulation noisy(Conditions conditions, long seed) {
        return new AblationSimulation(conditions, seed, false);
    }

    /**
     * A simulation without noise.
     *
     * @param conditions how it would be measured
     * @return the simulation
     */
    public static AblationSimulation expected(Conditions conditions) {
        return new AblationSimulation(conditions, 0, true);
    }

    /**
     * The map that would be measured.
     *
     * @param sample concentrations on square pixels, of 8, 16 or 32 bits, its slices the elements
     * @param pixelUm side of a pixel in µm; 0: that of the image
     * @param watch told of each element; null: nobody is
     * @return counts, as an image that is not shown
     * @throws IllegalArgumentException for pictures in colours and pixels that are not square or of no known size
     * @throws org.lamap.LamapException if the values or the conditions cannot be used
     * @throws CancellationException if {@code watch} cancelled
     */
    public ImagePlus run(ImagePlus sample, double pixelUm, Watch watch) {
        PixelSize size = PixelSize.of(sample, pixelUm, pixelUm);
        if (Math.abs(size.widthUm - size.heightUm) > 1e-6 * size.widthUm) {
            throw new IllegalArgumentException("a sample has square pixels: those of " + sample.getTitle() + " are "
                    + size.widthUm + " x " + size.heightUm + " µm");
        }
        MapOfImage source = new MapOfImage(sample, Elements.ALL, size);
        ElementMap map = source.map;
        float[][] counts = new float[map.elements()][];
        ElementMap measured = null;
        for (int element = 0; element < counts.length; element++) {
            if (watch != null && !watch.step((double) element / counts.length, map.name(element))) {
                throw new CancellationException();
            }
            measured = measure(map.values(element), map, size.widthUm, seed + element);
            counts[element] = measured.values(0);
        }
        return image(counts, measured, source);
    }

    private ElementMap measure(float[] values, ElementMap map, double pixelUm, long elementSeed) {
        return expected
                ? Lamap.expected(conditions, values, map.lines(), map.pixels(), pixelUm)
                : Lamap.ablate(conditions, values, map.lines(), map.pixels(), pixelUm, elementSeed);
    }

    private ImagePlus image(float[][] counts, ElementMap measured, MapOfImage source) {
        ElementMap map = new ElementMap(
                counts, measured.lines(), measured.pixels(), measured.pixelWidthUm(), measured.pixelHeightUm())
                .withNames(Elements.names(source.image, source.slices))
                .withUnit(measured.unit())
                .withOrigin(source.map.originXUm() + measured.originXUm(), source.map.originYUm() + measured.originYUm());
        ImagePlus image = new Look(source).ownRange(
                ImageOfMap.resultOf(Titles.stem(source.image) + "-ablated", map, source));
        image.setOverlay(null);
        image.setProp("lamap", conditions.toToml());
        image.setProp("lamap source", source.image.getTitle());
        if (!expected) {
            image.setProp("lamap seed", String.valueOf(seed));
        }
        return image;
    }
}
