// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Long work stops in its midst: a simulation, and the examination of a map before anything is restored. */
class CancelTest {
    /** A sample whose simulation takes a minute: each line wears out what the next one ablates. */
    private static ElementMap large() {
        float[] ones = new float[2000 * 2000];
        Arrays.fill(ones, 1);
        return new ElementMap(new float[][] {ones, ones, ones, ones}, 2000, 2000, 1, 1);
    }

    private static final Conditions SLOW = new Conditions().with("beam_size_um", 20).with("scan_speed_um_s", 20)
            .with("repetition_rate_hz", 20).with("line_spacing_um", 1).with("sample_layers", 40);

    @Test
    void aSimulationStopsWithinALine() {
        ElementMap sample = large();
        int[] shape = Lamap.ablateShape(SLOW, sample);
        FloatBuffer counts = ElementMap.newBuffer(4L * shape[0] * shape[1]);
        counts.put(0, -7);
        List<Double> told = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        assertThrows(CancellationException.class, () -> Lamap.ablate(SLOW, sample, 1, (fraction, element, stage) -> {
            assertEquals("ablate", stage);
            told.add(fraction);
            times.add(System.nanoTime());
            return fraction < 0.005;
        }, counts));
        long end = System.nanoTime();
        int last = told.size() - 1;
        assertTrue(told.get(last) >= 0.005 && told.get(last) < 0.5, "nothing is told after the answer no: " + told);
        int first = (int) told.stream().filter(fraction -> fraction == 0).count() - 1;
        double whole = (times.get(last) - times.get(first)) / told.get(last);
        double stopped = end - times.get(last);
        System.out.printf("a simulation of %.1f s stops within %.0f ms%n", whole / 1e9, stopped / 1e6);
        assertTrue(stopped < whole / 4, stopped / 1e6 + " ms of " + whole / 1e6 + " ms");
        assertEquals(-7, counts.get(0), "the buffer is untouched");
    }

    @Test
    void aListenerHearsOfTheEndAndItsExceptionsArrive() {
        ElementMap sample = Lamap.phantom("cells", 60, 60, 1);
        ElementMap placed = new ElementMap(new float[][] {sample.values(0)}, 60, 60, 1, 1);
        Conditions seed = Conditions.preset("seed-2019");
        List<Double> told = new ArrayList<>();
        Lamap.expected(seed, placed, (fraction, element, stage) -> told.add(fraction), null);
        assertEquals(1.0, told.get(told.size() - 1));
        IllegalStateException mine = new IllegalStateException("mine");
        assertSame(mine, assertThrows(IllegalStateException.class, () -> Lamap.variance(seed, placed, (f, e, s) -> {
            throw mine;
        }, null)));
        assertThrows(CancellationException.class, () -> Lamap.ablate(seed, placed, 1, (f, e, s) -> false, null));
    }

    @Test
    void theExaminationStopsWithinATrial() {
        int side = 300;
        java.util.Random random = new java.util.Random(1);
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 67 == 0 ? Float.NaN : (float) (100 + 10 * random.nextGaussian());
        }
        ElementMap map = new ElementMap(new float[][] {values}, side, side, 5, 5);
        Settings settings = new Settings().with("method", "physics").with("magnification", 2);
        try (Enhancer enhancer = new Enhancer(settings)) {
            long start = System.nanoTime();
            List<Double> all = new ArrayList<>();
            enhancer.enhance(map, new Conditions(), (fraction, element, stage) -> all.add(fraction));
            long whole = System.nanoTime() - start;
            assertTrue(all.stream().filter(fraction -> fraction == 0).count() > 2, "it is asked while it examines: " + all);
            start = System.nanoTime();
            assertThrows(CancellationException.class,
                    () -> enhancer.enhance(map, new Conditions(), (fraction, element, stage) -> false));
            long stopped = System.nanoTime() - start;
            assertTrue(stopped < whole / 2, stopped / 1e6 + " ms of " + whole / 1e6 + " ms");
        }
    }
}
