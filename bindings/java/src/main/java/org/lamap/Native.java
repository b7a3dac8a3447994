// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.FloatBuffer;

/**
 * The native functions, in {@code native/src}. A preset or TOML text and pairs of key and value state conditions. Values
 * of maps are one array an element or, where that is null, one direct buffer; a shape is elements, lines, pixels.
 */
final class Native {
    static {
        Loader.load();
    }

    private Native() {}

    static native String version();

    static native String[] presets();

    static native int settingCount(int table);

    /** Key, unit, help, default, choices. */
    static native String[] settingTexts(int table, int index);

    /** Smallest, largest. */
    static native double[] settingNumbers(int table, int index);

    static native void checkSettings(int table, String base, String[] pairs);

    static native String conditionsToToml(String base, String[] pairs);

    static native String conditionsStated(String base, String[] pairs);

    static native String conditionsValue(String base, String[] pairs, String key);

    /** Quantity: 0 a draw, 1 its mean, 2 its variance. */
    static native ElementMap ablate(String base, String[] pairs, float[][] values, FloatBuffer buffer, int[] shape,
            String[] names, double[] frame, int quantity, long seed, Progress progress, FloatBuffer counts);

    /** Lines, pixels. */
    static native int[] ablateShape(String base, String[] pairs, int rows, int columns, double pixelUm);

    static native String plan(String base, String[] pairs, double widthUm, double heightUm);

    static native ElementMap phantom(String kind, int rows, int columns, long seed);

    static native ElementMap read(String[] pairs, String[] paths, Progress progress);

    static native LineScans readLines(String[] pairs, String[] paths, Progress progress);

    static native boolean isRecording(String path);

    static native boolean isLaserLog(String path);

    static native void write(String path, float[][] values, FloatBuffer buffer, int[] shape, String[] names,
            String unit, String info, double[] frame, Progress progress);

    static native long enhancerNew(String[] settings, byte[] model, Progress progress);

    /** Method, device or note. */
    static native String enhancerText(long handle, int which);

    static native void enhancerFree(long handle);

    static native Enhanced enhance(long handle, float[][] values, FloatBuffer buffer, int[] shape, String[] names,
            String unit, double[] frame, String base, String[] pairs, Progress progress, FloatBuffer estimate,
            FloatBuffer deviation);

    /** An array or buffer for each pass; of the places three numbers: along and across the scan, and 1 for a turned one. */
    static native Enhanced enhancePasses(long handle, float[][][] values, FloatBuffer[] buffers, int[][] shapes,
            String[][] names, String[] units, double[][] frames, double[] places, String base, String[] pairs,
            Progress progress);

    /** Rows, columns. */
    static native int[] outputShape(long handle, int lines, int pixels, double pixelWidthUm, double pixelHeightUm);

    static native String joinReports(String[] reports);

    /** Level, sentence, next step. */
    static native String[] verdict(String report, String unit);

    static native String[] devices();

    static native String modelCard(byte[] model);

    static native void loadRuntime(String path);

    static native String runtime();
}
