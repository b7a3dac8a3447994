// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Enhanced;
import org.lamap.Enhancer;
import org.lamap.Progress;
import org.lamap.Settings;

/** Enhances images that are element maps. Shows nothing, asks nobody, and leaves the image as it is. */
public final class MapEnhancement {
    private final Settings settings;
    private final Conditions conditions;
    private String elements = Elements.ALL;
    private double pixelWidthUm;
    private double pixelHeightUm;
    private byte[] model;

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
     * Enhances an image, or the bounding box of its area selection.
     *
     * @param image of 8, 16 or 32 bits, its slices the elements
     * @param watch told how far it is; null: nobody is
     * @return estimate, deviation and chi-square as images that are not shown
     * @throws IllegalArgumentException for pictures in colours, unknown elements and unknown pixel sizes
     * @throws org.lamap.LamapException if the map, the conditions or the model cannot be used
     * @throws CancellationException if {@code watch} cancelled
     */
    public Result run(ImagePlus image, Watch watch) {
        MapOfImage source = new MapOfImage(image, elements, PixelSize.of(image, pixelWidthUm, pixelHeightUm));
        if (watch != null && !watch.step(0, "getting ready")) { // a network takes seconds to load
            throw new CancellationException();
        }
        try (Enhancer enhancer = new Enhancer(settings, model)) {
            Enhanced enhanced = enhancer.enhance(source.map, conditions, progress(source.map, enhancer, watch));
            return new Result(source, enhanced, enhancer);
        }
    }

    private static Progress progress(ElementMap map, Enhancer enhancer, Watch watch) {
        if (watch == null) {
            return null;
        }
        String worker = worker(enhancer);
        return (fraction, element, stage) ->
                watch.step(fraction, element + place(map, element) + ", " + stage + ", " + worker);
    }

    /** Such as "unet on cpu". */
    private static String worker(Enhancer enhancer) {
        return enhancer.method() + (enhancer.device().isEmpty() ? "" : " on " + enhancer.device());
    }

    /** Such as " (2/3)"; nothing where it is the only one. */
    private static String place(ElementMap map, String element) {
        for (int i = 0; map.elements() > 1 && i < map.elements(); i++) {
            if (map.name(i).equals(element)) {
                return " (" + (i + 1) + "/" + map.elements() + ")";
            }
        }
        return "";
    }

    /** Images of an enhancement; the property {@code lamap} of each holds the report. */
    public static final class Result {
        private final MapOfImage source;
        private final Enhanced enhanced;
        private final String worker;
        private final String note;

        private Result(MapOfImage source, Enhanced enhanced, Enhancer enhancer) {
            this.source = source;
            this.enhanced = enhanced;
            this.worker = MapEnhancement.worker(enhancer);
            this.note = enhancer.note();
        }

        /**
         * Estimate of the sample.
         *
         * @return in the unit, colours and range of values of the source
         */
        public ImagePlus estimate() {
            return recorded(new Look(source).sameRange(image("-enhanced", enhanced.estimate())));
        }

        /**
         * Standard deviation of the error of the estimate.
         *
         * @return on the pixels of the estimate, in its unit
         */
        public ImagePlus deviation() {
            return recorded(new Look(source).ownRange(image("-sd", enhanced.deviation())));
        }

        /**
         * Squared residuals of the measured pixels in units of the noise variance.
         *
         * @return on the measured pixels
         */
        public ImagePlus chiSquare() {
            return recorded(new Look(source).ownRange(image("-chi-square", enhanced.chiSquare())));
        }

        /**
         * What was done and found.
         *
         * @return JSON
         */
        public String report() {
            return enhanced.report();
        }

        /**
         * Sentences that the user should read.
         *
         * @return empty if all went well
         */
        public List<String> warnings() {
            return enhanced.warnings();
        }

        /**
         * Why it is this method and device where that was left to lamap.
         *
         * @return a sentence; empty if all is as asked
         */
        public String note() {
            return note;
        }

        /**
         * What did the work.
         *
         * @return method and device, such as {@code unet on cpu}
         */
        public String worker() {
            return worker;
        }

        /** Whether the network could have been used but cannot run here. */
        boolean isFallback() {
            return worker.equals("physics") && !note.isEmpty();
        }

        private ImagePlus image(String suffix, ElementMap map) {
            return ImageOfMap.resultOf(Titles.stem(source.image) + suffix, map, source);
        }

        /** ImageJ saves properties with a TIFF. */
        private ImagePlus recorded(ImagePlus image) {
            image.setProp("lamap", enhanced.report());
            image.setProp("lamap source", source.image.getTitle());
            image.setProp("lamap area", source.area.x + "," + source.area.y + "," + source.area.width + ","
                    + source.area.height);
            return image;
        }
    }
}
