// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Lamap;
import org.lamap.Progress;

/**
 * Simulates what an instrument would measure of a sample that is given as an image, all its slices in one pass. Shows
 * nothing and asks nobody.
 */
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
     * @param seed of all noise: the same seed gives the same map
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
     * @param watch told how far it is, and asked whether to go on; null: nobody is
     * @return counts, as an image that is not shown
     * @throws IllegalArgumentException for pictures in colours, pixels of no known size and missing values
     * @throws org.lamap.LamapException if the values or the conditions cannot be used, and for pixels that are not square
     * @throws CancellationException if {@code watch} cancelled
     */
    public ImagePlus run(ImagePlus sample, double pixelUm, Watch watch) {
        PixelSize size = PixelSize.of(sample, pixelUm, pixelUm);
        try (HeldImage held = new HeldImage(sample)) {
            return run(new MapOfImage(sample, Elements.ALL, size), watch);
        }
    }

    private ImagePlus run(MapOfImage source, Watch watch) {
        DisplaySettings display = new DisplaySettings(source);
        int elements = source.names.length;
        String what = elements == 1 ? source.names[0] : elements + " elements in one pass";
        if (watch != null && !watch.step(0, what)) {
            throw new CancellationException();
        }
        Progress progress = watch == null ? null : (fraction, element, stage) -> watch.step(fraction, what);
        ElementMap map = source.map();
        if (map.pixelWidthUm() == map.pixelHeightUm()) { // else the library says what is wrong first
            refuseMissing(map);
        }
        ElementMap measured = expected
                ? Lamap.expected(conditions, map, progress, null)
                : Lamap.ablate(conditions, map, seed, progress, null);
        return image(measured, source, display);
    }

    private static void refuseMissing(ElementMap map) {
        for (int element = 0; element < map.elements(); element++) {
            for (float value : map.values(element)) {
                if (Float.isNaN(value)) {
                    throw new IllegalArgumentException(map.name(element) + " has missing values (NaN), of which nothing can be"
                            + " ablated: fill them first, as with Process > Noise > Remove NaNs...");
                }
            }
        }
    }

    private ImagePlus image(ElementMap map, MapOfImage source, DisplaySettings display) {
        ImagePlus image = display.ownRange(
                ImageOfMap.resultOf(Titles.stem(source.title) + "-ablated", Collections.singletonList(map), source));
        image.setOverlay(null);
        image.setProp("lamap", conditions.toToml());
        KnownConditions.keep(image, conditions);
        image.setProp("lamap source", source.title);
        if (!expected) {
            image.setProp("lamap seed", String.valueOf(seed));
        }
        return image;
    }
}
