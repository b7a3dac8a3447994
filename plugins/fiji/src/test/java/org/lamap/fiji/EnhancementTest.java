// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ImageProcessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lamap.LamapException;

class EnhancementTest {
    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    @Test
    void pixels_become_finer_and_missing_ones_stay_missing() {
        ImagePlus image = Samples.stack();
        float[] before = ((float[]) image.getStack().getPixels(2)).clone();
        ImagePlus fine = Samples.physics("").run(image, null).estimate();
        assertEquals("cells-enhanced", fine.getTitle());
        assertEquals(80, fine.getWidth());
        assertEquals(40, fine.getHeight());
        assertEquals(3, fine.getStackSize());
        assertEquals(3.5, fine.getCalibration().pixelWidth, 1e-9);
        assertEquals(10, fine.getCalibration().pixelHeight, 1e-9);
        assertEquals("Ca43", fine.getStack().getSliceLabel(2));
        assertTrue(Float.isNaN(fine.getStack().getProcessor(1).getf(6, 4)));
        assertFalse(Float.isNaN(fine.getStack().getProcessor(2).getf(6, 4)));
        assertArrayEquals(before, (float[]) image.getStack().getPixels(2));
    }

    @Test
    void what_was_taken_for_granted_is_told() {
        assertEquals(java.util.Collections.emptyList(), Samples.physics("").run(Samples.stack(), null).notes());
        List<String> notes = Samples.physics("").run(Samples.unknownCounts(), null).notes();
        assertTrue(notes.get(0).contains(": the values look like counts"), notes.toString());
    }

    @Test
    void square_pixels_have_the_smaller_side() {
        ImagePlus fine = Samples.physics("square_pixels=yes").run(Samples.stack(), null).estimate();
        assertEquals(fine.getCalibration().pixelWidth, fine.getCalibration().pixelHeight, 1e-9);
        assertEquals(Samples.HEIGHT * 20, fine.getHeight() * fine.getCalibration().pixelHeight, 3.5);
    }

    @Test
    void deviation_and_chi_square_come_with_it() {
        EnhancedImages result = Samples.physics("").elements("Zn66").run(Samples.stack(), null);
        assertEquals("cells-sd", result.deviation().getTitle());
        assertEquals(80, result.deviation().getWidth());
        assertEquals(Samples.WIDTH, result.chiSquare().getWidth());
        assertEquals(7, result.chiSquare().getCalibration().pixelWidth, 1e-9);
        assertEquals("Zn66", result.chiSquare().getStack().getSliceLabel(1));
        assertEquals("counts", result.deviation().getCalibration().getValueUnit());
    }

    @Test
    void the_report_survives_saving(@TempDir Path folder) {
        EnhancedImages result = Samples.physics("").run(Samples.stack(), null);
        String file = folder.resolve("saved.tif").toString();
        new FileSaver(result.estimate()).saveAsTiffStack(file);
        ImagePlus back = IJ.openImage(file);
        assertTrue(result.report().startsWith("{"), result.report());
        assertEquals(result.report(), back.getProp("lamap"));
        assertEquals("cells.tif", back.getProp("lamap source"));
        assertEquals("Zn66", back.getStack().getSliceLabel(3));
        assertEquals("counts", back.getCalibration().getValueUnit());
        assertEquals(3.5, back.getCalibration().pixelWidth, 1e-4);
        assertEquals(10, back.getCalibration().pixelHeight, 1e-4);
    }

    @Test
    void an_area_gives_the_same_frame_on_the_sample() {
        ImagePlus image = Samples.stack();
        image.setRoi(10, 5, 20, 10);
        ImagePlus fine = Samples.physics("").run(image, null).estimate();
        assertEquals(40, fine.getWidth());
        assertEquals(70, fine.getCalibration().getX(0), 1e-9);
        assertEquals(100, fine.getCalibration().getY(0), 1e-9);
    }

    @Test
    void steps_name_element_stage_and_worker_and_end_at_one() {
        List<Double> fractions = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Samples.physics("").run(Samples.stack(), (fraction, what) -> {
            fractions.add(fraction);
            words.add(what);
            return true;
        });
        assertEquals(1, fractions.get(fractions.size() - 1));
        for (int i = 1; i < fractions.size(); i++) {
            assertTrue(fractions.get(i) >= fractions.get(i - 1));
        }
        assertEquals("getting ready", words.get(0));
        assertTrue(words.contains("Ca43 (2/3), restore, physics"), words.toString());
    }

    @Test
    void cancelling_leaves_nothing() {
        ImagePlus image = Samples.stack();
        for (String late : new String[] {"getting ready", "P31 (1/3), restore", "Ca43 (2/3)", "Zn66 (3/3), check"}) {
            List<String> words = new ArrayList<>();
            assertThrows(CancellationException.class, () -> Samples.physics("").run(image, (fraction, what) -> {
                words.add(what);
                return !what.startsWith(late);
            }));
            String last = words.get(words.size() - 1);
            assertTrue(last.startsWith(late), "no step follows the cancelling one: " + last);
        }
        assertArrayEquals((float[]) Samples.stack().getStack().getPixels(2), (float[]) image.getStack().getPixels(2));
    }

    @Test
    void one_slice_is_in_work_at_a_time() {
        List<Integer> read = new ArrayList<>();
        ImageStack slices = new ImageStack(Samples.WIDTH, Samples.HEIGHT) {
            @Override
            public ImageProcessor getProcessor(int slice) {
                read.add(slice);
                return super.getProcessor(slice);
            }
        };
        ImagePlus image = Samples.stack();
        for (int slice = 1; slice <= 3; slice++) {
            slices.addSlice(image.getStack().getSliceLabel(slice), image.getStack().getProcessor(slice));
        }
        image.setStack(slices);
        read.clear();
        EnhancedImages result = Samples.physics("").keep(false, true).run(image, (fraction, what) -> {
            int slice = (int) Math.min(2, 3 * fraction + 1e-9) + 1;
            assertTrue(read.size() <= slice && read.stream().allMatch(number -> number <= slice), what + read);
            return true;
        });
        assertEquals(java.util.Arrays.asList(1, 2, 3), read);
        assertNull(result.deviation());
        assertEquals(3, result.chiSquare().getStackSize());
        assertEquals(3, result.report().split("\"element\":", -1).length - 1, result.report());
    }

    @Test
    void a_wrong_setting_names_what_is_allowed() {
        String sentence = assertThrows(LamapException.class, () -> Samples.physics("magnification=99")).getMessage();
        assertTrue(sentence.contains("99") && sentence.contains("16"), sentence);
        assertThrows(LamapException.class, () -> KeyValues.conditions("no such", ""));
        assertThrows(LamapException.class, () -> KeyValues.conditions("seed-2019", "beam=3"));
    }

    @Test
    void a_model_of_ones_own_must_be_one() {
        assertThrows(LamapException.class, () -> new MapEnhancement(
                        KeyValues.settings(KeyValues.pairs("method=unet")), KeyValues.conditions("none", ""))
                .model(new byte[] {1, 2, 3})
                .run(Samples.stack(), null));
        RuntimeException absent = assertThrows(RuntimeException.class, () -> ModelFile.bytes("no such file.onnx"));
        assertTrue(absent.getMessage().startsWith("there is no model no such file.onnx: choose"), absent.getMessage());
    }
}
