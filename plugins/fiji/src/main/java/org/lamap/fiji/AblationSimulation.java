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
     * @throws IllegalArgumentException for pictures in colours and pixels of no known size
     * @throws org.lamap.LamapException if the values or the conditions cannot be used, and for pixels that are not square
     * @throws CancellationException if {@code watch} cancelled
     */
    public ImagePlus run(ImagePlus sample, double pixelUm, Watch watch) {
        PixelSize size = PixelSize.of(sample, pixelUm, pixelUm);
        MapOfImage source = new MapOfImage(sample, Elements.ALL, size);
        int elements = source.names.length;
        String what = elements == 1 ? source.names[0] : elements + " elements in one pass";
        if (watch != null && !watch.step(0, what)) {
            throw new CancellationException();
        }
        Progress progress = watch == null ? null : (fraction, element, stage) -> watch.step(fraction, what);
        ElementMap measured = expected
                ? Lamap.expected(conditions, source.map(), progress, null)
                : Lamap.ablate(conditions, source.map(), seed, progress, null);
        return image(measured, source);
    }

    private ImagePlus image(ElementMap map, MapOfImage source) {
        ImagePlus image = new DisplaySettings(source).ownRange(
                ImageOfMap.resultOf(Titles.stem(source.image) + "-ablated", Collections.singletonList(map), source));
        image.setOverlay(null);
        image.setProp("lamap", conditions.toToml());
        image.setProp("lamap source", source.image.getTitle());
        if (!expected) {
            image.setProp("lamap seed", String.valueOf(seed));
        }
        return image;
    }
}
