// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * What a call from Java costs over the same call from C: both in turn, in one process, on 1024 x 1024 pixels, with arrays
 * and with direct buffers. Medians of the wall clock and of the processor time of all threads.
 */
public final class Overhead {
    private static final int SIDE = 1024;
    private static final int MAGNIFICATION = 2;

    private Overhead() {}

    static native boolean prepare(float[] values, int side, int magnification);

    static native boolean ablate();

    static native boolean enhance();

    static native long processorTime();

    public static void main(String[] arguments) {
        Lamap.version(); // the library of lamap is loaded before that of the benchmark, which links to it
        System.load(arguments[0]);
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.round(100 + 50 * Math.sin(i % SIDE / 30.0) * Math.cos(i / SIDE / 20.0));
        }
        check(!prepare(values, SIDE, MAGNIFICATION), "the C side is ready");
        Conditions conditions = new Conditions().with("beam_size_um", 5);
        ElementMap sample = new ElementMap(direct(values), 1, SIDE, SIDE, 1, 1);
        int[] shape = Lamap.ablateShape(conditions, sample);
        FloatBuffer counts = ElementMap.newBuffer(shape[0] * shape[1]);
        int rounds = Integer.parseInt(arguments[1]);
        compare("ablate, arrays", rounds, () -> check(!ablate(), "ablated"),
                () -> Lamap.ablate(conditions, values, SIDE, SIDE, 1, 1));
        compare("ablate, buffers", rounds, () -> check(!ablate(), "ablated"),
                () -> Lamap.ablate(conditions, sample, 1, null, counts));
        ElementMap map = new ElementMap(new float[][] {values}, SIDE, SIDE, 5, 5).withUnit("counts");
        ElementMap direct = new ElementMap(direct(values), 1, SIDE, SIDE, 5, 5).withUnit("counts");
        Settings settings = new Settings().with("method", "physics").with("magnification", MAGNIFICATION);
        rounds = Integer.parseInt(arguments[2]);
        try (Enhancer enhancer = new Enhancer(settings)) {
            int[] fine = enhancer.outputShape(map);
            FloatBuffer estimate = ElementMap.newBuffer(fine[0] * fine[1]);
            FloatBuffer deviation = ElementMap.newBuffer(fine[0] * fine[1]);
            compare("enhance, arrays", rounds, () -> check(!enhance(), "enhanced"),
                    () -> enhancer.enhance(map, conditions, null));
            compare("enhance, buffers", rounds, () -> check(!enhance(), "enhanced"),
                    () -> enhancer.enhance(direct, conditions, null, estimate, deviation));
        }
    }

    private static FloatBuffer direct(float[] values) {
        FloatBuffer buffer = ElementMap.newBuffer(values.length);
        buffer.put(values).rewind();
        return buffer;
    }

    private static void compare(String what, int rounds, Runnable c, Runnable java) {
        double[][] ms = new double[4][rounds];
        c.run();
        java.run();
        for (int round = 0; round < rounds; round++) {
            boolean javaFirst = round % 2 == 1;
            time(javaFirst ? java : c, ms, javaFirst ? 2 : 0, round);
            time(javaFirst ? c : java, ms, javaFirst ? 0 : 2, round);
        }
        report(what + ", wall clock", median(ms[0]), median(ms[2]), rounds);
        report(what + ", processor", median(ms[1]), median(ms[3]), rounds);
    }

    /** Wall clock and processor time of all threads, in milliseconds. */
    private static void time(Runnable call, double[][] ms, int row, int round) {
        long clock = System.nanoTime();
        long processor = processorTime();
        call.run();
        ms[row][round] = (System.nanoTime() - clock) / 1e6;
        ms[row + 1][round] = (processorTime() - processor) / 1e6;
    }

    private static void report(String what, double c, double java, int rounds) {
        System.out.printf("%-28s C %8.2f ms   Java %8.2f ms   %+.2f ms, %+.1f %%   (%d rounds)%n",
                what, c, java, java - c, 100 * (java / c - 1), rounds);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not " + what);
        }
    }
}
