// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Enhancer;
import org.lamap.LamapException;
import org.lamap.MeasuredPass;
import org.lamap.Report;

class PassesTest {
    private static final Conditions SEED = KeyValues.conditions("seed-2019", "");
    private static final double PIXEL_UM = 5;

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    /** Counts of two elements, P31 and Zn66, in pixels of 5 x 5 µm; each number gives others. */
    private static ImagePlus pass(int number) {
        return AblationSimulation.noisy(SEED, number).run(SimulationTest.cells(), 0, null);
    }

    private static MapEnhancement physics(FurtherPass... passes) {
        return new MapEnhancement(KeyValues.settings(KeyValues.pairs("magnification=2 method=physics")), SEED)
                .passes(Arrays.asList(passes));
    }

    private static ElementMap map(ImagePlus image) {
        return new MapOfImage(image, Elements.ALL, PixelSize.of(image, 0, 0)).map();
    }

    private static float[] byLibrary(MeasuredPass... passes) {
        try (Enhancer enhancer = new Enhancer(KeyValues.settings(KeyValues.pairs("magnification=2 method=physics")))) {
            return enhancer.enhancePasses(Arrays.asList(passes), SEED, null).estimate().values(0);
        }
    }

    private static float[] estimate(EnhancedImages result) {
        return (float[]) result.estimate().getStack().getPixels(1);
    }

    @Test
    void passes_give_what_the_library_gives_of_them() {
        ImagePlus first = pass(1);
        ImagePlus second = pass(2);
        EnhancedImages result = physics(new FurtherPass(second, 0, 2.5, true)).run(first, null);
        assertArrayEquals(byLibrary(new MeasuredPass(map(first), 0, 0, false), new MeasuredPass(map(second), 0.5, 0, true)),
                estimate(result));
        assertEquals(first.getStackSize(), result.estimate().getStackSize());
        assertEquals(2.5, result.estimate().getCalibration().pixelWidth, 1e-9);
        assertEquals("physics", result.worker());
        Report report = Report.in(result.report());
        assertTrue(report.passes().get(1).isTurned());
        assertTrue(ReportText.of(report, "counts").contains("  pass 2, turned: found "), ReportText.of(report, "counts"));
    }

    @Test
    void origins_tell_where_passes_begin() {
        ImagePlus first = pass(1);
        ImagePlus second = pass(2);
        second.getCalibration().yOrigin = -0.5;
        assertArrayEquals(new double[] {0, 2.5}, FurtherPass.besideUm(second, first), 1e-9);
        assertArrayEquals(estimate(physics(new FurtherPass(second, 0, 2.5, true)).run(first, null)),
                estimate(physics(new FurtherPass(second, Double.NaN, Double.NaN, true)).run(first, null)));
    }

    @Test
    void a_pass_may_begin_pixels_behind_or_before_the_first() {
        ImagePlus first = pass(1);
        ImagePlus second = pass(2);
        second.setRoi(3, 0, second.getWidth() - 3, second.getHeight());
        ImagePlus part = second.crop("stack");
        second.deleteRoi();
        ImagePlus lacking = second.duplicate();
        for (int slice = 1; slice <= 2; slice++) {
            for (int i = 0; i < 3 * lacking.getHeight(); i++) {
                lacking.getStack().getProcessor(slice).setf(i % 3, i / 3, Float.NaN);
            }
        }
        assertArrayEquals(estimate(physics(new FurtherPass(lacking, 0, 2.5, true)).run(first, null)),
                estimate(physics(new FurtherPass(part, 3 * PIXEL_UM, 2.5, true)).run(first, null)));
        first.setRoi(0, 4, first.getWidth(), first.getHeight() - 4);
        ElementMap below = map(first);
        second.setRoi(0, 3, second.getWidth(), second.getHeight() - 3);
        float[] expected = byLibrary(new MeasuredPass(below, 0, 0.5, false), new MeasuredPass(map(second), 0, 0, true));
        second.deleteRoi();
        assertArrayEquals(expected, estimate(physics(new FurtherPass(second, 0, 2.5, true)).run(first, null)));
    }

    @Test
    void passes_that_do_not_belong_together_are_refused() {
        ImagePlus first = pass(1);
        ImagePlus second = pass(2);
        second.setTitle("second");
        assertRefused("second would lie beside the first pass", first, new FurtherPass(second, 1e4, 0, false));
        assertRefused("second would lie beside the first pass", first, new FurtherPass(second, 0, -1e4, false));
        second.getCalibration().setValueUnit("cps");
        assertRefused("second has another unit than " + first.getTitle(), first, new FurtherPass(second, 0, 0, false));
        second.getCalibration().setValueUnit("counts");
        second.getStack().setSliceLabel("Ca43", 1);
        assertRefused("second has no \"", first, new FurtherPass(second, 0, 0, false));
        String open = assertThrows(LamapException.class, () -> new MapEnhancement(
                        KeyValues.settings(Collections.emptyMap()), KeyValues.conditions("none", ""))
                .passes(Arrays.asList(new FurtherPass(pass(2), 0, 0, false))).run(first, null)).getMessage();
        assertTrue(open.contains("state beam_size_um"), open);
    }

    private static void assertRefused(String sentence, ImagePlus first, FurtherPass pass) {
        String said = assertThrows(IllegalArgumentException.class, () -> physics(pass).run(first, null)).getMessage();
        assertTrue(said.contains(sentence), said);
        assertFalse(first.isLocked() || pass.image.isLocked(), "they are of use again");
    }

    @Test
    void oblong_pixels_tell_that_a_pass_is_turned() {
        ImagePlus first = Samples.stack();
        ImagePlus second = Samples.stack();
        assertFalse(FurtherPass.looksTurned(second, first));
        second.getCalibration().pixelWidth = 20;
        second.getCalibration().pixelHeight = 7;
        assertTrue(FurtherPass.looksTurned(second, first));
        assertFalse(FurtherPass.looksTurned(pass(1), pass(2)), "square ones do not tell");
    }

    @Test
    void an_image_without_a_size_has_that_of_the_first_along_its_scan() {
        ImagePlus first = Samples.stack();
        ImagePlus second = Samples.stack();
        second.getCalibration().setUnit("pixel");
        second.getCalibration().pixelWidth = 1;
        second.getCalibration().pixelHeight = 1;
        EnhancedImages result = Samples.physics("").passes(Arrays.asList(new FurtherPass(second, 0, 0, false))).run(first, null);
        assertEquals(2, Report.in(result.report()).passes().size());
    }

    @Test
    void cancelling_leaves_nothing_locked() {
        ImagePlus first = pass(1);
        FurtherPass second = new FurtherPass(pass(2), 0, 2.5, true);
        List<String> words = new ArrayList<>();
        assertThrows(CancellationException.class, () -> physics(second).run(first, (fraction, what) -> {
            words.add(what);
            return words.size() < 3;
        }));
        assertTrue(words.get(words.size() - 1).endsWith(", physics"), words.toString());
        assertFalse(first.isLocked() || second.image.isLocked());
    }
}
