// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.lamap.Conditions;
import org.lamap.Enhanced;
import org.lamap.Enhancer;
import org.lamap.Progress;
import org.lamap.Settings;
import org.lamap.Units;

/**
 * Enhances images that are element maps, one slice after the other, so that no more than a slice is in work at a time.
 * Shows nothing, asks nobody, and leaves the image as it is.
 */
public final class MapEnhancement {
    private final Settings settings;
    private final Conditions conditions;
    private String elements = Elements.ALL;
    private double pixelWidthUm;
    private double pixelHeightUm;
    private String unit;
    private byte[] model;
    private boolean deviation = true;
    private boolean chiSquare = true;
    private List<FurtherPass> passes = Collections.emptyList();

    /**
     * An enhancement of all elements with the built-in model.
     *
     * @param settings how to enhance
     * @param conditions how the map was measured; what is left open is estimated
     */
    public MapEnhancement(Settings settings, Conditions conditions) {
        this.settings = settings;
        this.conditions = conditions;
    }

    /**
     * Chooses slices.
     *
     * @param choice {@code all}, {@code current}, or labels of slices separated by commas
     * @return this
     */
    public MapEnhancement elements(String choice) {
        elements = choice;
        return this;
    }

    /**
     * States the size of a pixel.
     *
     * @param widthUm width along the scan in µm; 0: that of the image
     * @param heightUm distance of two lines in µm; 0: that of the image
     * @return this
     */
    public MapEnhancement pixelSize(double widthUm, double heightUm) {
        pixelWidthUm = widthUm;
        pixelHeightUm = heightUm;
        return this;
    }

    /**
     * States the unit of the values, by which noise is told from structure.
     *
     * @param name one of {@link Units#known}; null: that of the image
     * @return this
     */
    public MapEnhancement unit(String name) {
        unit = name;
        return this;
    }

    /**
     * Chooses another model.
     *
     * @param bytes of an ONNX model of contract {@code lamap-1}; null: the built-in one
     * @return this
     */
    public MapEnhancement model(byte[] bytes) {
        model = bytes;
        return this;
    }

    /**
     * Chooses what is kept beside the estimate; each of them takes as much memory again.
     *
     * @param keepDeviation the standard deviation
     * @param keepChiSquare the chi-square
     * @return this
     */
    public MapEnhancement keep(boolean keepDeviation, boolean keepChiSquare) {
        deviation = keepDeviation;
        chiSquare = keepChiSquare;
        return this;
    }

    /**
     * States further passes over the sample of the image, with which it is enhanced together by the restoration, all elements
     * at a time.
     *
     * @param others images with the same elements; none: the image is enhanced alone
     * @return this
     */
    public MapEnhancement passes(List<FurtherPass> others) {
        passes = new ArrayList<>(others);
        return this;
    }

    /**
     * Enhances an image, or the bounding box of its area selection.
     *
     * @param image of 8, 16 or 32 bits, its slices the elements
     * @param watch told how far it is; null: nobody is
     * @return estimate, deviation and chi-square as images that are not shown
     * @throws IllegalArgumentException for pictures in colours, images that are enhanced already, unknown elements, units and
     *     pixel sizes, and for results that ImageJ has no memory for
     * @throws org.lamap.LamapException if the map, the conditions or the model cannot be used
     * @throws CancellationException if {@code watch} cancelled
     */
    public EnhancedImages run(ImagePlus image, Watch watch) {
        MapOfImage.refuseColours(image); // before it is asked for a pixel size
        AlreadyEnhanced.refuse(image);
        String valueUnit = unit == null ? Units.ofData(MapOfImage.unitOf(image)) : Units.stated(unit);
        Progress loading = watch == null ? null : (fraction, none, stage) -> watch.step(0, "getting ready");
        passes.forEach(pass -> AlreadyEnhanced.refuse(pass.image));
        List<HeldImage> others = passes.stream().map(pass -> new HeldImage(pass.image)).collect(Collectors.toList());
        try (HeldImage held = new HeldImage(image)) {
            PixelSize size = PixelSize.of(image, pixelWidthUm, pixelHeightUm);
            MapOfImage source = new MapOfImage(image, elements, size, valueUnit);
            EnhancedImages images = new EnhancedImages(source);
            try (Enhancer enhancer = new Enhancer(settingsInUse(), model, loading)) {
                checkRoom(source, enhancer);
                images.madeBy(enhancer);
                if (passes.isEmpty()) {
                    eachElement(source, enhancer, watch, images);
                } else {
                    images.add(together(source, enhancer, watch), deviation, chiSquare);
                }
            }
            return images;
        } finally {
            others.forEach(HeldImage::close);
        }
    }

    private void eachElement(MapOfImage source, Enhancer enhancer, Watch watch, EnhancedImages images) {
        for (int element = 0; element < source.names.length; element++) {
            Progress progress = watch == null ? null : progress(source.names, element, images.worker(), watch);
            images.add(enhancer.enhance(source.map(element), conditions, progress), deviation, chiSquare);
        }
    }

    private Enhanced together(MapOfImage source, Enhancer enhancer, Watch watch) {
        LaidPasses laid = new LaidPasses(source, unit);
        passes.forEach(pass -> laid.add(pass, pixelWidthUm, pixelHeightUm));
        return enhancer.enhancePasses(laid.measured(), conditions, watch == null ? null
                : (fraction, element, stage) -> watch.step(fraction, element + ", " + stage + ", physics"));
    }

    /** Several passes are enhanced by the restoration, for which no network need be loaded. */
    private Settings settingsInUse() {
        String method = settings.stated().getOrDefault("method", "auto");
        return !passes.isEmpty() && method.equals("auto") ? settings.with("method", "physics") : settings;
    }

    private void checkRoom(MapOfImage source, Enhancer enhancer) {
        int[] shape = enhancer.outputShape(
                source.area.height, source.area.width, source.size.widthUm, source.size.heightUm);
        MemoryNeed need = new MemoryNeed(shape[0], shape[1], source.names.length, deviation, chiSquare).reading(source);
        Room.check(passes.isEmpty() ? need : need.together(1 + passes.size()));
    }

    private static Progress progress(String[] names, int element, String worker, Watch watch) {
        String name = names[element] + (names.length == 1 ? "" : " (" + (element + 1) + "/" + names.length + ")");
        return (fraction, same, stage) ->
                watch.step((element + fraction) / names.length, name + ", " + stage + ", " + worker);
    }
}
