// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EnhancerTest {
    private static final Settings PHYSICS = new Settings().with("method", "physics").with("magnification", 3);
    private static final Conditions SEED = Conditions.preset("seed-2019");

    @Test
    void theEstimateIsFinerAndKeepsNamesUnitAndOrigin() {
        ElementMap map = LamapTest.counts().withNames("Zn66").withOrigin(100, 200);
        List<Double> fractions = new ArrayList<>();
        try (Enhancer enhancer = new Enhancer(PHYSICS)) {
            Enhanced enhanced = enhancer.enhance(map, SEED, (fraction, element, stage) -> {
                assertEquals("Zn66", element);
                return fractions.add(fraction);
            });
            ElementMap estimate = enhanced.estimate();
            assertEquals(3 * map.lines(), estimate.lines());
            assertEquals(5.0 / 3, estimate.pixelWidthUm(), 1e-12);
            assertEquals(100, estimate.originXUm());
            assertEquals("counts", estimate.unit());
            assertEquals("Zn66", estimate.name(0));
            assertEquals(estimate.lines() * estimate.pixels(), enhanced.deviation().values(0).length);
            assertEquals(map.lines(), enhanced.chiSquare().lines());
            assertTrue(enhanced.report().contains("\"chi_square\""));
            assertEquals("physics", enhancer.method());
        }
        assertEquals(1.0, fractions.get(fractions.size() - 1));
    }

    @Test
    void whatWasTakenForGrantedIsTold() {
        java.util.Random random = new java.util.Random(3); // not every map is recognised
        float[] values = new float[80 * 80];
        for (int i = 0; i < values.length; i++) {
            double mean = 40 * (1.5 + Math.sin(i % 80 / 5.0));
            values[i] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        ElementMap counts = new ElementMap(new float[][] {values}, 80, 80, 5, 5).withNames("Zn66").withUnit("counts");
        try (Enhancer enhancer = new Enhancer(PHYSICS)) {
            assertEquals(Collections.emptyList(), enhancer.enhance(counts, SEED, null).notes());
            List<String> notes = enhancer.enhance(counts.withUnit(""), SEED, null).notes();
            assertTrue(notes.get(0).startsWith("Zn66: the values look like counts"), notes.toString());
        }
    }

    @Test
    void cancelAndExceptionsOfTheCallbackArrive() {
        ElementMap map = LamapTest.counts();
        IllegalStateException mine = new IllegalStateException("mine");
        try (Enhancer enhancer = new Enhancer(PHYSICS)) {
            assertThrows(CancellationException.class, () -> enhancer.enhance(map, SEED, (f, e, s) -> false));
            assertSame(mine, assertThrows(IllegalStateException.class, () -> enhancer.enhance(map, SEED, (f, e, s) -> {
                throw mine;
            })));
            enhancer.enhance(map, SEED, null); // still of use
        }
    }

    @Test
    void aMapWithoutPixelSizeOrValuesIsRefused() {
        float[][] nothing = {new float[12]};
        java.util.Arrays.fill(nothing[0], Float.NaN);
        try (Enhancer enhancer = new Enhancer(PHYSICS)) {
            LamapException size = assertThrows(LamapException.class,
                    () -> enhancer.enhance(new ElementMap(new float[][] {new float[12]}, 3, 4, 0, 0), SEED, null));
            assertTrue(size.getMessage().contains("pixel"), size.getMessage());
            assertThrows(LamapException.class, () -> enhancer.enhance(new ElementMap(nothing, 3, 4, 5, 5), SEED, null));
        }
        assertThrows(IllegalArgumentException.class, () -> new ElementMap(nothing, 5, 5, 1, 1));
        Enhancer closed = new Enhancer(PHYSICS);
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, closed::method);
    }

    @Test
    void manyThreadsShareAnEnhancer() throws Exception {
        ElementMap map = LamapTest.counts();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Enhancer enhancer = new Enhancer(PHYSICS)) {
            float[] one = enhancer.enhance(map, SEED, null).estimate().values(0);
            Callable<float[]> work = () -> enhancer.enhance(map, SEED, null).estimate().values(0);
            List<Future<float[]>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(work));
            }
            for (Future<float[]> estimate : all) {
                assertArrayEquals(one, estimate.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theNetworkRunsWithTheRuntimeOfItsJar() {
        try (Enhancer enhancer = new Enhancer(new Settings().with("method", "unet").with("device", "cpu"))) {
            assertEquals("unet", enhancer.method());
            assertEquals("cpu", enhancer.device());
            Enhanced enhanced = enhancer.enhance(LamapTest.counts(), SEED, null);
            assertTrue(enhanced.report().contains("unet-small"), enhanced.report());
        }
        assertTrue(Lamap.runtime().startsWith("1."), Lamap.runtime());
        assertThrows(LamapException.class, () -> new Enhancer(new Settings().with("method", "unet"), new byte[] {1, 2, 3}));
    }

    /** The heap is as large at the start as it may be, see pom.xml: what grows is native memory. */
    @Test
    void aThousandEnhancementsDoNotGrowTheProcess() throws Exception {
        Path statm = Paths.get("/proc/self/statm");
        Assumptions.assumeTrue(Files.exists(statm), "the memory of the process is read from /proc");
        int side = 64;
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + i % 7;
        }
        ElementMap map = new ElementMap(new float[][] {values}, side, side, 5, 5);
        Settings small = PHYSICS.with("examine", "no").with("threads", 1);
        try (Enhancer enhancer = new Enhancer(small)) {
            long before = 0;
            for (int i = 1; i <= 1100; i++) {
                Enhanced enhanced = enhancer.enhance(map, SEED, (f, e, s) -> true);
                assertEquals(9 * side * side, enhanced.estimate().values(0).length);
                if (i == 100) {
                    before = residentMiB(statm);
                }
            }
            long grownMiB = residentMiB(statm) - before;
            System.out.println("1000 enhancements of 64 x 64 pixels: " + before + " MiB before, " + grownMiB + " MiB more");
            assertTrue(grownMiB < 16, grownMiB + " MiB more: the results of 1000 enhancements have 310 MiB");
        }
    }

    private static long residentMiB(Path statm) throws Exception {
        System.gc();
        return Long.parseLong(new String(Files.readAllBytes(statm), "US-ASCII").split(" ")[1]) * 4096 >> 20;
    }
}
