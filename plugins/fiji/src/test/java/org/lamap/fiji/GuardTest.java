// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lamap.ElementMap;
import org.lamap.Lamap;
import org.lamap.Report;
import org.lamap.Verdict;

/** What an enhancement in ImageJ is guarded against: memory, changes meanwhile, a second time, wrong units. */
class GuardTest {
    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void a_result_of_more_pixels_than_an_image_may_have_is_refused() {
        ImagePlus large = new ImagePlus("large", new FloatProcessor(3000, 3000));
        large.getCalibration().setUnit("um");
        String sentence = refusal(() -> Samples.physics("magnification=16").run(large, null));
        assertTrue(sentence.contains("48000 x 48000") && sentence.contains("lower the magnification"), sentence);
    }

    @Test
    void a_source_that_is_closed_or_changed_meanwhile_does_no_harm() {
        ImagePlus image = Samples.stack();
        float[] expected = (float[]) Samples.physics("").run(image, null).estimate().getStack().getPixels(3);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        EnhancedImages result = Samples.physics("").run(image, (fraction, what) -> {
            if (isFirst.getAndSet(false)) {
                image.setTitle("another");
                image.getCalibration().pixelWidth = 1;
                image.deleteRoi();
                image.close();
                image.flush();
            }
            return true;
        });
        assertArrayEquals(expected, (float[]) result.estimate().getStack().getPixels(3));
        assertEquals("cells-enhanced", result.estimate().getTitle());
        assertEquals(3.5, result.estimate().getCalibration().pixelWidth, 1e-9);
        assertFalse(image.isLocked());
    }

    @Test
    void what_was_enhanced_is_not_enhanced_again_also_from_a_file(@TempDir Path folder) {
        EnhancedImages result = Samples.physics("").elements("Zn66").run(Samples.stack(), null);
        String file = folder.resolve("saved.tif").toString();
        new FileSaver(result.estimate()).saveAsTiff(file);
        String other = folder.resolve("program.tif").toString();
        ElementMap plain = new ElementMap(
                new float[][] {(float[]) result.estimate().getProcessor().getPixels()}, 40, 80, 3.5, 10);
        Lamap.write(other, plain);
        ImagePlus written = IJ.openImage(other);
        written.setProperty("Info", result.report());
        for (ImagePlus again : new ImagePlus[] {result.estimate(), result.deviation(), IJ.openImage(file), written}) {
            assertTrue(refusal(() -> Samples.physics("").run(again, null)).contains("is enhanced already: choose the measured map"));
        }
        assertNotNull(AlreadyEnhanced.reportOf(IJ.openImage(file)));
        assertNull(AlreadyEnhanced.reportOf(IJ.openImage(other)));
        ImagePlus simulated = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 1).run(SimulationTest.cells(), 0, null);
        assertNull(AlreadyEnhanced.reportOf(simulated));
    }

    @Test
    void the_unit_that_is_stated_goes_before_that_of_the_image() {
        ImagePlus image = Samples.unknownCounts();
        assertEquals("counts", Samples.physics("").unit("counts").run(image, null).estimate().getCalibration().getValueUnit());
        assertTrue(refusal(() -> Samples.physics("").unit("coutns").run(image, null)).contains("did you mean counts?"));
        assertEquals("ratio", Samples.physics("").unit("ratio").run(image, null).estimate().getCalibration().getValueUnit());
        image.getCalibration().setValueUnit("cts");
        assertTrue(refusal(() -> Samples.physics("").run(image, null)).contains("did you mean counts?"));
        assertEquals("counts", UnitHint.of(image).offer);
        image.getCalibration().setValueUnit("kcps");
        assertTrue(UnitHint.of(image).sentence.contains("by 1000") && UnitHint.of(image).offer.isEmpty());
        image.getCalibration().setValueUnit("ppm");
        assertEquals("", UnitHint.of(image).sentence);
        assertEquals("counts", UnitHint.of(Samples.unknownCounts()).offer);
        ImagePlus halves = Samples.unknownCounts();
        halves.getProcessor().multiply(0.3);
        assertTrue(UnitHint.of(halves).sentence.contains("cannot be green") && UnitHint.of(halves).offer.isEmpty());
    }

    @Test
    void a_picture_in_colours_is_not_asked_for_its_pixel_size() {
        ImagePlus picture = new ImagePlus("picture", new ij.process.ColorProcessor(8, 8));
        assertTrue(refusal(() -> Samples.physics("").run(picture, null)).startsWith("an RGB picture is not an element map"));
    }

    @Test
    void sentences_name_settings_as_the_dialog_does() {
        assertEquals("check “Beam size” and line_spacing_um in “Conditions”", Labels.in("check beam_size_um and line_spacing_um"));
        assertEquals("Try the setting “Scale” = linear, a scale.", Labels.in("Try the setting scale=\"linear\", a scale."));
        assertEquals("cps with “Dwell time”, “Washout” or drift_rsd_x", Labels.in("cps with dwell_time_s, washout_time_s or drift_rsd_x"));
    }

    @Test
    void a_result_has_its_verdict_and_a_report_that_is_read() {
        EnhancedImages result = Samples.physics("").run(Samples.stack(), null);
        Verdict verdict = result.verdict();
        assertEquals(verdict, Verdict.of(AlreadyEnhanced.reportOf(result.estimate()), "counts"));
        String text = ReportText.of(AlreadyEnhanced.reportOf(result.estimate()), "counts");
        assertTrue(text.contains("noise in counts") && text.contains("  Zn66") && text.contains("beam size: 20 µm"), text);
    }

    @Test
    void a_green_map_with_a_large_chi_square_is_explained() {
        String report = "{\"elements\": [{\"element\": \"Ba\", \"method\": \"physics\", \"chi_square\": 98.9, \"used_freedom\": 0.995,"
                + " \"mean_change\": 0.0, \"counting_statistics\": true}], \"warnings\": []}";
        assertEquals(Verdict.Level.GREEN, Verdict.of(Report.in(report), "counts").level());
        String text = ReportText.of(Report.in(report), "counts");
        assertTrue(text.contains("0.495") && text.contains("98.9") && text.contains("go by the noise left"), text);
        for (String line : text.split("\n")) {
            assertTrue(line.length() <= 102, line);
        }
    }

    @Test
    void info_is_kept_and_limits_rise_though_a_calibration_falls() {
        ImagePlus image = new ImagePlus("falling", Samples.stack().getStack().getProcessor(2).convertToShort(false));
        Calibration calibration = image.getCalibration();
        calibration.setUnit("um");
        calibration.setFunction(Calibration.STRAIGHT_LINE, new double[] {1000, -2}, "ppm");
        image.setDisplayRange(20, 200);
        image.setProperty("Info", "measured on Monday");
        ImagePlus fine = Samples.physics("").pixelSize(7, 20).run(image, null).estimate();
        assertEquals("measured on Monday", fine.getInfoProperty());
        assertEquals(600, fine.getDisplayRangeMin());
        assertEquals(960, fine.getDisplayRangeMax());
    }
}
