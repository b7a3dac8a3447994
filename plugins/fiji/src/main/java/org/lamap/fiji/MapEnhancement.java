// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Enhanced;
import org.lamap.Enhancer;
import org.lamap.Progress;
import org.lamap.Settings;

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
    private byte[] model;
    private boolean deviation = true;
    private boolean chiSquare = true;

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
        Progress loading = watch == null ? null : (fraction, none, stage) -> watch.step(0, "getting ready");
        try (Enhancer enhancer = new Enhancer(settings, model, loading)) {
            Result result = new Result(source, enhancer);
            for (int element = 0; element < source.names.length; element++) {
                Progress progress = watch == null ? null : progress(source.names, element, result.worker, watch);
                result.add(enhancer.enhance(source.map(element), conditions, progress), deviation, chiSquare);
            }
            return result;
        }
    }

    private static Progress progress(String[] names, int element, String worker, Watch watch) {
        String name = names[element] + (names.length == 1 ? "" : " (" + (element + 1) + "/" + names.length + ")");
        return (fraction, same, stage) ->
                watch.step((element + fraction) / names.length, name + ", " + stage + ", " + worker);
    }

    /** Such as "unet on cpu". */
    private static String worker(Enhancer enhancer) {
        return enhancer.method() + (enhancer.device().isEmpty() ? "" : " on " + enhancer.device());
    }

    /** Images of an enhancement; the property {@code lamap} of each holds the report. */
    public static final class Result {
        private final MapOfImage source;
        private final String worker;
        private final String note;
        private final List<ElementMap> estimates = new ArrayList<>();
        private final List<ElementMap> deviations = new ArrayList<>();
        private final List<ElementMap> chiSquares = new ArrayList<>();
        private final List<String> reports = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        private Result(MapOfImage source, Enhancer enhancer) {
            this.source = source;
            this.worker = MapEnhancement.worker(enhancer);
            this.note = enhancer.note();
        }

        private void add(Enhanced enhanced, boolean deviation, boolean chiSquare) {
            estimates.add(enhanced.estimate());
            if (deviation) {
                deviations.add(enhanced.deviation());
            }
            if (chiSquare) {
                chiSquares.add(enhanced.chiSquare());
            }
            reports.add(enhanced.report());
            notes.addAll(enhanced.notes());
            warnings.addAll(enhanced.warnings());
        }

        /**
         * Estimate of the sample.
         *
         * @return in the unit, colours and range of values of the source
         */
        public ImagePlus estimate() {
            return recorded(new DisplaySettings(source).sameRange(image("-enhanced", estimates)));
        }

        /**
         * Standard deviation of the error of the estimate.
         *
         * @return on the pixels of the estimate, in its unit; null if it was not kept
         */
        public ImagePlus deviation() {
            return deviations.isEmpty() ? null : recorded(new DisplaySettings(source).ownRange(image("-sd", deviations)));
        }

        /**
         * Squared residuals of the measured pixels in units of the noise variance.
         *
         * @return on the measured pixels; null if they were not kept
         */
        public ImagePlus chiSquare() {
            return chiSquares.isEmpty() ? null : recorded(new DisplaySettings(source).ownRange(image("-chi-square", chiSquares)));
        }

        /**
         * What was done and found.
         *
         * @return JSON
         */
        public String report() {
            return reports.size() == 1 ? reports.get(0) : Enhanced.joinReports(reports);
        }

        /**
         * What was taken for granted or chosen for single elements.
         *
         * @return sentences that begin with the name of the element; may be empty
         */
        public List<String> notes() {
            return Collections.unmodifiableList(notes);
        }

        /**
         * Sentences that the user should read.
         *
         * @return empty if all went well
         */
        public List<String> warnings() {
            return Collections.unmodifiableList(warnings);
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

        private ImagePlus image(String suffix, List<ElementMap> maps) {
            return ImageOfMap.resultOf(Titles.stem(source.image) + suffix, maps, source);
        }

        /** ImageJ saves properties with a TIFF. */
        private ImagePlus recorded(ImagePlus image) {
            image.setProp("lamap", report());
            image.setProp("lamap source", source.image.getTitle());
            image.setProp("lamap area", source.area.x + "," + source.area.y + "," + source.area.width + ","
                    + source.area.height);
            return image;
        }
    }
}
