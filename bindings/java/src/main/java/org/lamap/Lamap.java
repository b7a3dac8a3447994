// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;

/** Virtual ablation, planning, files, and what is known of this copy of lamap. */
public final class Lamap {
    private static final int DRAW = 0;
    private static final int MEAN = 1;
    private static final int VARIANCE = 2;

    private Lamap() {}

    /**
     * Version of the library.
     *
     * @return such as {@code 0.1.0}
     */
    public static String version() {
        return Native.version();
    }

    /**
     * Conditions that come with lamap.
     *
     * @return names and a sentence about each
     */
    public static Map<String, String> presets() {
        return Pairs.map(Native.presets());
    }

    /**
     * What an instrument would measure of a sample.
     *
     * @param conditions how it measures
     * @param sample concentrations, finite and not negative, row by row; rows x columns values
     * @param rows rows of the sample
     * @param columns columns of the sample
     * @param pixelUm side of a pixel of the sample in µm
     * @param seed of all noise: the same seed gives the same map, whatever the number of threads
     * @return a map of counts
     * @throws LamapException if sample and conditions do not fit
     */
    public static ElementMap ablate(
            Conditions conditions, float[] sample, int rows, int columns, double pixelUm, long seed) {
        return measure(conditions, sample, rows, columns, pixelUm, DRAW, seed);
    }

    /**
     * As {@link #ablate} without any noise.
     *
     * @param conditions how it measures
     * @param sample concentrations, finite and not negative, row by row; rows x columns values
     * @param rows rows of the sample
     * @param columns columns of the sample
     * @param pixelUm side of a pixel of the sample in µm
     * @return a map of expected counts
     * @throws LamapException if sample and conditions do not fit
     */
    public static ElementMap expected(
            Conditions conditions, float[] sample, int rows, int columns, double pixelUm) {
        return measure(conditions, sample, rows, columns, pixelUm, MEAN, 0);
    }

    private static ElementMap measure(
            Conditions conditions, float[] sample, int rows, int columns, double pixelUm, int quantity, long seed) {
        Given.there(conditions, "conditions");
        return Native.ablate(conditions.base(), conditions.pairs(), new float[][] {Given.pixels(sample, rows, columns, "sample")}, null,
                new int[] {1, rows, columns}, new String[0], new double[] {pixelUm, pixelUm, 0, 0}, quantity, seed, null, null);
    }

    /**
     * What an instrument would measure of several elements in one pass. They share the Flicker noise of the laser, the
     * drift and the gains of the lines; the first is that of a measurement of it alone. Where the conditions have
     * channels there is one for each element, by name or in their order.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @param seed of all noise: the same seed gives the same map, whatever the number of threads
     * @return a map of the same elements in the unit of the detector, such as counts, at its place on the sample
     * @throws LamapException if sample and conditions do not fit
     */
    public static ElementMap ablate(Conditions conditions, ElementMap sample, long seed) {
        return measure(conditions, sample, DRAW, seed, null, null);
    }

    /**
     * As {@link #ablate(Conditions, ElementMap, long)} with a listener who may cancel, and the result in memory of one's own.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @param seed of all noise: the same seed gives the same map, whatever the number of threads
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param counts a direct buffer for elements x lines x pixels values from its position on, see {@link #ablateShape} and
     *     {@link ElementMap#newBuffer}; null: arrays
     * @return the map, which lies in that buffer. After a failure it is untouched
     * @throws LamapException if sample and conditions do not fit, or the buffer has another length
     * @throws IllegalArgumentException if the buffer is not direct, not in native byte order or read-only
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static ElementMap ablate(
            Conditions conditions, ElementMap sample, long seed, Progress progress, FloatBuffer counts) {
        return measure(conditions, sample, DRAW, seed, progress, counts);
    }

    /**
     * As {@link #ablate(Conditions, ElementMap, long)} without any noise.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @return the mean of all such maps
     * @throws LamapException if sample and conditions do not fit
     */
    public static ElementMap expected(Conditions conditions, ElementMap sample) {
        return measure(conditions, sample, MEAN, 0, null, null);
    }

    /**
     * As {@link #expected(Conditions, ElementMap)} with a listener who may cancel, and the result in memory of one's own.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param counts a direct buffer for elements x lines x pixels values from its position on, see {@link #ablateShape} and
     *     {@link ElementMap#newBuffer}; null: arrays
     * @return the map, which lies in that buffer. After a failure it is untouched
     * @throws LamapException if sample and conditions do not fit, or the buffer has another length
     * @throws IllegalArgumentException if the buffer is not direct, not in native byte order or read-only
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static ElementMap expected(
            Conditions conditions, ElementMap sample, Progress progress, FloatBuffer counts) {
        return measure(conditions, sample, MEAN, 0, progress, counts);
    }

    /**
     * Variance of {@link #ablate(Conditions, ElementMap, long)} by the laws of counting, Flicker noise, drift and gains of
     * lines.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @return variances, in the squared unit of the detector
     * @throws LamapException if sample and conditions do not fit
     */
    public static ElementMap variance(Conditions conditions, ElementMap sample) {
        return measure(conditions, sample, VARIANCE, 0, null, null);
    }

    /**
     * As {@link #variance(Conditions, ElementMap)} with a listener who may cancel, and the result in memory of one's own.
     *
     * @param conditions how it measures
     * @param sample concentrations of each element, finite and not negative, on square pixels of known size
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param variances a direct buffer for elements x lines x pixels values from its position on, see {@link #ablateShape} and
     *     {@link ElementMap#newBuffer}; null: arrays
     * @return the map, which lies in that buffer. After a failure it is untouched
     * @throws LamapException if sample and conditions do not fit, or the buffer has another length
     * @throws IllegalArgumentException if the buffer is not direct, not in native byte order or read-only
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static ElementMap variance(
            Conditions conditions, ElementMap sample, Progress progress, FloatBuffer variances) {
        return measure(conditions, sample, VARIANCE, 0, progress, variances);
    }

    private static ElementMap measure(Conditions conditions, ElementMap sample, int quantity, long seed,
            Progress progress, FloatBuffer values) {
        Given.there(conditions, "conditions");
        Given.there(sample, "sample");
        return Native.ablate(conditions.base(), conditions.pairs(), sample.arrays(), sample.direct(), sample.shape(),
                sample.names(), sample.frame(), quantity, seed, progress, DirectBuffer.writable(values));
    }

    /**
     * Size of the map that these conditions give of a sample.
     *
     * @param conditions how it measures
     * @param sample on square pixels of known size
     * @return lines and pixels
     * @throws LamapException if sample and conditions do not fit
     */
    public static int[] ablateShape(Conditions conditions, ElementMap sample) {
        Given.there(conditions, "conditions");
        return Native.ablateShape(
                conditions.base(), conditions.pairs(), Given.there(sample, "sample").lines(), sample.pixels(), sample.pixelWidthUm());
    }

    /**
     * What a measurement would give, before a sample is burnt.
     *
     * @param conditions how it would be measured
     * @param widthUm width of the area in µm
     * @param heightUm height of the area in µm
     * @return JSON: time, dosage, resolution, counts, noise and warnings in words
     * @throws LamapException if the conditions contradict each other
     */
    public static String plan(Conditions conditions, double widthUm, double heightUm) {
        return Native.plan(Given.there(conditions, "conditions").base(), conditions.pairs(), widthUm, heightUm);
    }

    /**
     * A sample made of shapes.
     *
     * @param kind such as {@code cells}, {@code grains}, {@code siemens-star}
     * @param rows its rows
     * @param columns its columns
     * @param seed the same seed gives the same sample
     * @return one element of unit mean, without a pixel size
     * @throws LamapException if there is no such kind
     */
    public static ElementMap phantom(String kind, int rows, int columns, long seed) {
        return Native.phantom(Given.there(kind, "kind"), rows, columns, seed);
    }

    /**
     * Reads a map from files that tell all of themselves: text images and workbooks, TIFF, PNG, pew2 npz, tables of points; one
     * element a file or layer.
     *
     * @param paths files, or one folder of files of one size
     * @return the map; its pixel size is 0 where the files do not state it
     * @throws LamapException if they cannot be read, or something must be stated: the sentence says what
     */
    public static ElementMap read(String... paths) {
        return read(Collections.emptyMap(), paths);
    }

    /**
     * As {@link #read(String...)}, told what the files do not tell.
     *
     * @param options by key; empty: the files speak for themselves. {@code points} (unit of the coordinates in tables of points:
     *     {@code um}, {@code mm}), {@code columns} (columns of such a table that become elements, from 1: {@code 4} or
     *     {@code 4,6}), {@code decimal} (mark of text files: {@code point}, {@code comma}), {@code below_detection} (what becomes
     *     of {@code <LOD} and the like: {@code refuse}, {@code missing}, {@code zero}, {@code half}), {@code layout} (of text
     *     files: {@code detect}, {@code image}), {@code colours} ({@code refuse}, {@code luminance}), {@code transpose} (the scan
     *     runs along the columns: {@code yes}, {@code no}), then {@code flip_lines} and {@code flip_pixels} (the last line, or
     *     pixel of each line, is the first), {@code part} (sheet of a workbook, image of an OME-TIFF, pass of pew2: name, or number from 1),
     *     {@code elements_axis} (of a numpy array of three axes: {@code detect}, {@code first}, {@code last})
     * @param paths files, or one folder of files of one size; files of the folder that hold no map are left out
     * @return the map; its pixel size is 0 where the files do not state it; its notes name what was left out
     * @throws LamapException if they cannot be read, for an unknown key or value, and where something must be stated: the
     *     sentence says what
     */
    public static ElementMap read(Map<String, String> options, String... paths) {
        return read(options, null, paths);
    }

    /**
     * As {@link #read(Map, String...)} with a listener who may cancel.
     *
     * @param options by key; empty: the files speak for themselves
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param paths files, or one folder of files of one size; files of the folder that hold no map are left out
     * @return the map
     * @throws LamapException as there
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static ElementMap read(Map<String, String> options, Progress progress, String... paths) {
        return Native.read(Pairs.given(options), Given.each(paths, "paths"), progress);
    }

    /**
     * Reads recordings of line scans and makes a map of them: signals over time of Agilent, Thermo, PerkinElmer, Nu and TOFWERK
     * instruments, or any table with a column of times.
     *
     * @param options what the recordings do not tell, by key; empty: they speak for themselves. {@code log} (file of the laser
     *     log; one among the paths is found there), {@code pattern} (number from 1 or name of the raster of the log that is
     *     the map), {@code cut} (what divides the recordings into lines: {@code detect}, {@code log}, {@code columns},
     *     {@code files}, {@code gaps}), {@code blank} ({@code keep} or {@code subtract} the mean with the laser off),
     *     {@code lag_s} (time of the signal at which the first line of the log begins, s; else found by correlation),
     *     {@code scan_speed_um_s} (µm/s) and {@code line_spacing_um} (µm), where no log tells them, {@code time_unit} of a
     *     column of times that has none ({@code s}, {@code ms}, {@code us}, {@code min}, {@code h}, {@code d})
     * @param paths one file with all lines, one for each line, or folders of such files
     * @return the map, with its notes, and the conditions
     * @throws LamapException if a file cannot be read or is no recording, if recordings and log do not belong together, for an
     *     unknown key or value, and where something must be stated: the sentence says what
     */
    public static LineScans readLines(Map<String, String> options, String... paths) {
        return readLines(options, null, paths);
    }

    /**
     * As {@link #readLines(Map, String...)} with a listener who may cancel.
     *
     * @param options what the recordings do not tell, by key; empty: they speak for themselves
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param paths one file with all lines, one for each line, or folders of such files
     * @return the map, with its notes, and the conditions
     * @throws LamapException as there
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static LineScans readLines(Map<String, String> options, Progress progress, String... paths) {
        return Native.readLines(Pairs.given(options), Given.each(paths, "paths"), progress);
    }

    /**
     * Whether a file, or the first file of a folder, holds signals over time, for {@link #readLines}.
     *
     * @param path a file or a folder
     * @return false, too, for what cannot be read
     */
    public static boolean isRecording(String path) {
        return Native.isRecording(Given.there(path, "path"));
    }

    /**
     * Whether a file is the log of a laser, in Iolite's format.
     *
     * @param path a file
     * @return false, too, for what cannot be read
     */
    public static boolean isLaserLog(String path) {
        return Native.isLaserLog(Given.there(path, "path"));
    }

    /**
     * Writes a map; the ending decides the format (tif, csv, txt, png). An existing file is replaced when all is written.
     *
     * @param path the file
     * @param map the map; TIFF keeps names, unit, pixel size, origin and info
     * @throws LamapException if it cannot be written
     */
    public static void write(String path, ElementMap map) {
        write(path, map, null);
    }

    /**
     * As {@link #write(String, ElementMap)} with a listener who may cancel; no file is changed then.
     *
     * @param path the file
     * @param map the map
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @throws LamapException if it cannot be written
     * @throws java.util.concurrent.CancellationException if {@code progress} cancelled; an exception that it throws
     *     arrives as it is
     */
    public static void write(String path, ElementMap map, Progress progress) {
        Native.write(Given.there(path, "path"), Given.there(map, "map").arrays(), map.direct(), map.shape(), map.names(), map.unit(), map.info(), map.frame(), progress);
    }

    /**
     * Every device and why those that cannot run the network here cannot. Takes seconds.
     *
     * @return names and reasons; an empty reason: it works
     * @throws LamapException if there is no ONNX Runtime to ask
     */
    public static Map<String, String> devices() {
        OnnxRuntime.prepare();
        return Pairs.map(Native.devices());
    }

    /**
     * What a model says of itself.
     *
     * @param model bytes of an ONNX model; null: the built-in one
     * @return JSON
     * @throws LamapException if it is not of contract {@code lamap-1}
     */
    public static String modelCard(byte[] model) {
        return Native.modelCard(model);
    }

    /**
     * Loads ONNX Runtime, which the network needs. The first success is final for this process. Without this call an
     * enhancer looks for it in the places below, then in the jar {@code com.microsoft.onnxruntime:onnxruntime}.
     *
     * @param path the library or its folder; empty: the environment variable {@code LAMAP_ONNXRUNTIME}, the folder of
     *     lamap, the system
     * @throws LamapException if it is not found or too old, with every place tried
     */
    public static void loadRuntime(String path) {
        Native.loadRuntime(Given.there(path, "path"));
    }

    /**
     * The ONNX Runtime in use.
     *
     * @return version and file; empty if none was loaded yet
     */
    public static String runtime() {
        return Native.runtime();
    }
}
