// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.lamap.ElementMap;
import org.lamap.Enhanced;
import org.lamap.Enhancer;
import org.lamap.Report;
import org.lamap.Verdict;

/** Images of an enhancement; the property {@code lamap} of each holds the report. */
public final class EnhancedImages {
    private final MapOfImage source;
    private final DisplaySettings display;
    private String worker = "";
    private String note = "";
    private final List<ElementMap> estimates = new ArrayList<>();
    private final List<ElementMap> deviations = new ArrayList<>();
    private final List<ElementMap> chiSquares = new ArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    EnhancedImages(MapOfImage source) {
        this.source = source;
        display = new DisplaySettings(source);
    }

    void madeBy(Enhancer enhancer) {
        worker = enhancer.method() + (enhancer.device().isEmpty() ? "" : " on " + enhancer.device());
        note = enhancer.note();
    }

    void add(Enhanced enhanced, boolean deviation, boolean chiSquare) {
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
        return recorded(display.sameRange(image("-enhanced", estimates)));
    }

    /**
     * Standard deviation of the error of the estimate.
     *
     * @return on the pixels of the estimate, in its unit; null if it was not kept
     */
    public ImagePlus deviation() {
        return deviations.isEmpty() ? null : recorded(display.ownRange(image("-sd", deviations)));
    }

    /**
     * Squared residuals of the measured pixels in units of the noise variance.
     *
     * @return on the measured pixels; null if they were not kept
     */
    public ImagePlus chiSquare() {
        return chiSquares.isEmpty() ? null : recorded(display.ownRange(image("-chi-square", chiSquares)));
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
     * Whether the estimate can be used.
     *
     * @return green, amber or red, a sentence and a next step
     */
    public Verdict verdict() {
        return Verdict.of(Report.in(report()), source.unit);
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

    /** Why the network, which could have been used, cannot run here, and what to do; else empty. */
    String fallback() {
        return worker.equals("physics") && !note.isEmpty()
                ? "The method physics was used instead of the network. " + RuntimeHint.instead(note) : "";
    }

    /** Unit of the measured values; empty where it is not known. */
    String unit() {
        return source.unit;
    }

    private ImagePlus image(String suffix, List<ElementMap> maps) {
        return ImageOfMap.resultOf(Titles.stem(source.title) + suffix, maps, source);
    }

    /** ImageJ saves properties with a TIFF. */
    private ImagePlus recorded(ImagePlus image) {
        image.setProp("lamap", report());
        image.setProp("lamap source", source.title);
        image.setProp("lamap area", source.area.x + "," + source.area.y + "," + source.area.width + ","
                + source.area.height);
        return image;
    }
}
