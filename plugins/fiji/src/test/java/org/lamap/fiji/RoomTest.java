// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    private static final double MIB = 1 << 20;

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    /** Three elements of 512 x 1024 pixels, made four times finer. */
    private static MemoryNeed need(boolean deviation, boolean chiSquare, boolean isFloat) {
        FloatProcessor pixels = new FloatProcessor(1024, 512);
        ImagePlus image = new ImagePlus("map", isFloat ? pixels : pixels.convertToByte(false));
        MapOfImage source = new MapOfImage(image, "all", PixelSize.of(image, 1, 1));
        return new MemoryNeed(2048, 4096, 3, deviation, chiSquare).reading(source);
    }

    @Test
    void all_that_an_enhancement_takes_is_counted() {
        // estimates, the deviation in work, the chi-square in work, a copy of the slice, the picture of a window
        assertEquals(3 * 32 + 32 + 2 + 2 + 8, need(false, false, true).bytes() / MIB);
        assertEquals(3 * 32 + 3 * 32 + 3 * 2 + 2 + 8 + 8 + .5, need(true, true, true).bytes() / MIB);
        assertEquals(2, (need(true, true, false).bytes() - need(true, true, true).bytes()) / MIB);
        // together: all elements of both passes, as read and as laid, and all results
        assertEquals(6 * 32 + 3 * 2 + 2 * 2 * 3 * 2 + 8, need(false, false, true).together(2).bytes() / MIB);
    }

    @Test
    void what_nobody_uses_any_more_is_no_reason_to_refuse() {
        AtomicInteger asked = new AtomicInteger();
        Room.check(need(true, true, true), () -> asked.getAndIncrement() == 0 ? 0 : 1L << 30);
        assertEquals(2, asked.get());
        Room.check(need(true, true, true), () -> asked.getAndIncrement() == 2 ? 1L << 30 : 0);
        assertEquals(3, asked.get(), "what fits at once is not measured again");
    }

    @Test
    void a_result_that_imagej_cannot_hold_is_refused_with_the_numbers() {
        String sentence = assertThrows(IllegalArgumentException.class, () -> Room.check(need(true, false, true), () -> 64L << 20))
                .getMessage();
        assertTrue(sentence.startsWith("the result of 6 slices of 4096 x 2048 pixels takes 212 MB at its fullest, and ImageJ has 64 MB"
                + " free: lower the magnification"), sentence);
    }

    @Test
    void where_memory_ends_all_the_same_one_sentence_says_what_to_do() {
        assertEquals("ImageJ has no memory left: raise it in Edit > Options > Memory & Threads..., or lower the magnification",
                new MenuCommand("test").refusal(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }));
    }

    @Test
    void what_a_small_imagej_does_not_refuse_it_holds(@TempDir Path folder) throws Exception {
        File output = folder.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                        "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"), SmallHeap.class.getName(), "700")
                .redirectErrorStream(true).redirectOutput(output).start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it does not end");
        String said = new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8);
        assertTrue(said.startsWith("700 fits") && said.contains("MB free: lower the magnification") && said.contains("afterwards fits"), said);
        assertFalse(said.contains("no memory left"), said);
    }
}
