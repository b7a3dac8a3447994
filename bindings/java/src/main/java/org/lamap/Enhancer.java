// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;

/**
 * Enhances maps: loads the network once, serves many maps. Any number of threads may use it at the same time; the
 * network then serves one after the other. Close it when no thread uses it any more.
 */
public final class Enhancer implements AutoCloseable {
    private final String unusable;
    private long handle;

    /**
     * An enhancer with the built-in model.
     *
     * @param settings how to enhance
     * @throws LamapException if the network was asked for ({@code method=unet}) and cannot run; with {@code auto} the
     *     method {@code physics} takes over, and {@link #note()} says why
     */
    public Enhancer(Settings settings) {
        this(settings, null);
    }

    /**
     * An enhancer with a model of one's own.
     *
     * @param settings how to enhance
     * @param model bytes of an ONNX model of contract {@code lamap-1}; null: the built-in one
     * @throws LamapException as for {@link #Enhancer(Settings)}, and if the model does not keep the contract
     */
    public Enhancer(Settings settings, byte[] model) {
        this(settings, model, null);
    }

    /**
     * As {@link #Enhancer(Settings, byte[])}, followed while the model loads.
     *
     * @param settings how to enhance
     * @param model bytes of an ONNX model of contract {@code lamap-1}; null: the built-in one
     * @param progress told that the model loads, and asked whether to go on; null: nobody is
     * @throws LamapException as for {@link #Enhancer(Settings, byte[])}
     * @throws CancellationException if {@code progress} cancelled; an exception that it throws arrives as it is
     */
    public Enhancer(Settings settings, byte[] model, Progress progress) {
        unusable = "physics".equals(Given.there(settings, "settings").stated().get("method")) ? "" : unusableRuntime(settings);
        handle = Native.enhancerNew(settings.pairs(), model, progress);
    }

    /** Loads ONNX Runtime; why that of the jar cannot be used where another method may take over. */
    private static String unusableRuntime(Settings settings) {
        try {
            OnnxRuntime.prepare();
            return "";
        } catch (LamapException failure) {
            if ("unet".equals(settings.stated().get("method"))) {
                throw failure;
            }
            return "\n" + failure.getMessage();
        }
    }

    /**
     * Enhances a map.
     *
     * @param map what was measured; it must know its pixel size
     * @param conditions how it was measured; what is left open is estimated
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @return the estimate with its uncertainty and check
     * @throws LamapException if the map or the conditions cannot be used
     * @throws CancellationException if {@code progress} cancelled; an exception that it throws arrives as it is
     */
    public Enhanced enhance(ElementMap map, Conditions conditions, Progress progress) {
        return enhance(map, conditions, progress, null, null);
    }

    /**
     * As {@link #enhance(ElementMap, Conditions, Progress)} with the results in memory of one's own.
     *
     * @param map what was measured; it must know its pixel size
     * @param conditions how it was measured; what is left open is estimated
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @param estimate a direct buffer for elements x rows x columns values from its position on, see
     *     {@link #outputShape} and {@link ElementMap#newBuffer}; null: arrays
     * @param deviation the same for the standard deviation
     * @return the estimate with its uncertainty and check; their maps lie in these buffers. After a failure these are
     *     untouched
     * @throws LamapException if the map or the conditions cannot be used, or a buffer has another length
     * @throws IllegalArgumentException if a buffer is not direct, not in native byte order or read-only
     * @throws CancellationException if {@code progress} cancelled; an exception that it throws arrives as it is
     */
    public Enhanced enhance(
            ElementMap map, Conditions conditions, Progress progress, FloatBuffer estimate, FloatBuffer deviation) {
        Given.there(map, "map");
        Given.there(conditions, "conditions");
        return Native.enhance(handle(), map.arrays(), map.direct(), map.shape(), map.names(), map.unit(), map.frame(),
                conditions.base(), conditions.pairs(), progress, DirectBuffer.writable(estimate),
                DirectBuffer.writable(deviation));
    }

    /**
     * Enhances several passes over one sample together: shifted by parts of a pixel they tell more than their pixels
     * resolve, and turned by a right angle each sharpens what the other has smeared. The grid is that of the first pass
     * that is not turned. The restoration does it, also where the method is {@code auto}.
     *
     * @param passes at least two, with equal elements and units
     * @param conditions how they were measured; beam and washout must be stated
     * @param progress told how far it is, and asked whether to go on; null: nobody is
     * @return the estimate with its uncertainty and check; {@link Report#passes} tells where each pass was found
     * @throws LamapException if the passes do not belong together or the conditions leave beam or washout open
     * @throws CancellationException if {@code progress} cancelled; an exception that it throws arrives as it is
     */
    public Enhanced enhancePasses(List<MeasuredPass> passes, Conditions conditions, Progress progress) {
        Given.there(conditions, "conditions");
        int count = Given.each(Given.there(passes, "passes").toArray(), "passes").length;
        float[][][] values = new float[count][][];
        FloatBuffer[] buffers = new FloatBuffer[count];
        int[][] shapes = new int[count][];
        String[][] names = new String[count][];
        String[] units = new String[count];
        double[][] frames = new double[count][];
        for (int i = 0; i < count; i++) {
            ElementMap map = passes.get(i).map();
            values[i] = map.arrays();
            buffers[i] = map.direct();
            shapes[i] = map.shape();
            names[i] = map.names();
            units[i] = map.unit();
            frames[i] = map.frame();
        }
        double[] places = passes.stream().flatMapToDouble(pass -> DoubleStream.of(pass.place())).toArray();
        return Native.enhancePasses(handle(), values, buffers, shapes, names, units, frames, places,
                conditions.base(), conditions.pairs(), progress);
    }

    /**
     * Size of the estimate of a map.
     *
     * @param map a map that knows its pixel size
     * @return rows and columns
     * @throws LamapException if the pixel size is none, or the estimate would be absurdly large
     */
    public int[] outputShape(ElementMap map) {
        return outputShape(Given.there(map, "map").lines(), map.pixels(), map.pixelWidthUm(), map.pixelHeightUm());
    }

    /**
     * Size of the estimate of a map that need not be there yet.
     *
     * @param lines lines of the map
     * @param pixels pixels of each line
     * @param pixelWidthUm width of a pixel along the scan in µm
     * @param pixelHeightUm distance of two lines in µm
     * @return rows and columns
     * @throws LamapException if the pixel size is none, or the estimate would be absurdly large
     */
    public int[] outputShape(int lines, int pixels, double pixelWidthUm, double pixelHeightUm) {
        return Native.outputShape(handle(), lines, pixels, pixelWidthUm, pixelHeightUm);
    }

    /**
     * What does the work.
     *
     * @return {@code unet} or {@code physics}
     */
    public String method() {
        return Native.enhancerText(handle(), 0);
    }

    /**
     * Where the network runs.
     *
     * @return {@code cpu}, {@code cuda} or {@code directml}; empty for the method physics
     */
    public String device() {
        return Native.enhancerText(handle(), 1);
    }

    /**
     * Why it is this method and device where that was left to lamap.
     *
     * @return a line for each reason; empty if all is as asked
     */
    public String note() {
        return Native.enhancerText(handle(), 2) + unusable;
    }

    /** Frees the network. */
    @Override
    public synchronized void close() {
        if (handle != 0) {
            Native.enhancerFree(handle);
            handle = 0;
        }
    }

    private synchronized long handle() {
        if (handle == 0) {
            throw new IllegalStateException("the enhancer is closed");
        }
        return handle;
    }
}
