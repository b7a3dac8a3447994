// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Lamap;
import org.lamap.LamapException;

class SimulationTest {
    private static final int SIDE = 60;

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    static ImagePlus cells() {
        float[][] values = {
            Lamap.phantom("cells", SIDE, SIDE, 1).values(0), Lamap.phantom("cells", SIDE, SIDE, 1).values(0)
        };
        return ImageOfMap.of("cells.tif", new ElementMap(values, SIDE, SIDE, 1, 1).withNames("P31", "Ca43"));
    }

    @Test
    void a_map_has_coarser_pixels_and_counts() {
        ImagePlus map = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 7).run(cells(), 0, null);
        assertEquals("cells-ablated", map.getTitle());
        assertEquals(12, map.getWidth());
        assertEquals(5, map.getCalibration().pixelWidth, 1e-9);
        assertEquals("counts", map.getCalibration().getValueUnit());
        assertEquals("Ca43", map.getStack().getSliceLabel(2));
        assertEquals("7", map.getProp("lamap seed"));
        assertTrue(map.getProp("lamap").contains("beam_size_um"), map.getProp("lamap"));
    }

    private static Map<String, String> form(String options) {
        return SimulateForm.of(cells(), "Simulate ablation").answers(MacroOptions.parse(options));
    }

    @Test
    void the_fields_of_an_instrument_go_before_pairs_and_these_before_the_preset() {
        assertEquals(Conditions.preset("seed-2019"), SimulateForm.conditions(form("preset=seed-2019")));
        Conditions stated = SimulateForm.conditions(form("preset=seed-2019 beam_size=7 scan_speed=28 acquisition_time=0.25 washout=0.5"
                + " conditions=[beam_size_um=6 flicker_rsd=0.02]"));
        assertEquals("7", stated.value("beam_size_um"));
        assertEquals("28", stated.value("scan_speed_um_s"));
        assertEquals("0.25", stated.value("acquisition_time_s"));
        assertEquals("0.5", stated.value("washout_time_s"));
        assertEquals("0.02", stated.value("flicker_rsd"));
        assertEquals("none", SimulateForm.conditions(form("preset=seed-2019 washout=none")).value("pulse_response"));
        String sentence = assertThrows(IllegalArgumentException.class, () -> SimulateForm.conditions(form("beam_size=wide"))).getMessage();
        assertTrue(sentence.startsWith("beam_size = wide is not a number: state 0.1 to 1000"), sentence);
        assertEquals("“Beam size” = wide", SimulateForm.of(cells(), "").inItsWords("beam_size_um = wide"));
        String help = SimulateForm.help().toLowerCase(java.util.Locale.ROOT).replace(' ', '_');
        form("").keySet().forEach(keyword -> assertTrue(help.contains(keyword), keyword));
    }

    @Test
    void slices_are_measured_in_one_pass() {
        ElementMap sample = new MapOfImage(cells(), Elements.ALL, PixelSize.of(cells(), 0, 0)).map();
        ElementMap counts = Lamap.ablate(KeyValues.conditions("seed-2019", ""), sample, 7);
        ImagePlus map = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 7).run(cells(), 0, null);
        assertArrayEquals(counts.values(0), (float[]) map.getStack().getPixels(1));
        assertArrayEquals(counts.values(1), (float[]) map.getStack().getPixels(2));
        // the noise of the laser, a tenth of the counts, is the same for both: only that of counting differs
        ImagePlus bright = AblationSimulation.noisy(
                KeyValues.conditions("none", "beam_size_um=5 sensitivity_counts=1e8 flicker_rsd=0.1"), 7).run(cells(), 0, null);
        for (int i = 0; i < 144; i++) {
            float first = bright.getStack().getProcessor(1).getf(i);
            assertEquals(first, bright.getStack().getProcessor(2).getf(i), 8 * Math.sqrt(first) + 8);
        }
    }

    @Test
    void a_simulation_that_is_cancelled_late_gives_no_image_either() {
        AblationSimulation simulation = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 0);
        assertThrows(CancellationException.class, () -> simulation.run(cells(), 0, (fraction, what) -> fraction < 1));
    }

    @Test
    void a_simulation_is_cancelled_in_its_midst() {
        int side = 1500;
        ImagePlus large = new ImagePlus("large", new FloatProcessor(side, side));
        large.getProcessor().add(1);
        large.getCalibration().setUnit("um");
        AblationSimulation slow = AblationSimulation.expected(KeyValues.conditions("none",
                "beam_size_um=20 scan_speed_um_s=20 repetition_rate_hz=20 line_spacing_um=1 sample_layers=40"));
        List<Double> told = new ArrayList<>();
        assertThrows(CancellationException.class, () -> slow.run(large, 0, (fraction, what) -> {
            told.add(fraction);
            return told.size() < 4;
        }));
        assertTrue(told.size() == 4 && told.get(3) < 0.9, "four steps, none at the end: " + told);
    }

    @Test
    void expected_counts_have_no_noise() {
        ImagePlus map = AblationSimulation.expected(KeyValues.conditions("seed-2019", "")).run(cells(), 0, null);
        assertArrayEquals((float[]) map.getStack().getPixels(1), (float[]) map.getStack().getPixels(2));
    }

    @Test
    void a_sample_has_square_pixels_of_known_size() {
        AblationSimulation simulation = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 0);
        assertTrue(assertThrows(LamapException.class, () -> simulation.run(Samples.stack(), 0, null))
                .getMessage().contains("square"));
        ImagePlus plain = cells();
        plain.getCalibration().setUnit("pixel");
        assertThrows(IllegalArgumentException.class, () -> simulation.run(plain, 0, null));
        assertEquals(12, simulation.run(plain, 1, null).getWidth());
        assertThrows(CancellationException.class, () -> simulation.run(cells(), 0, (fraction, what) -> false));
        ImagePlus missing = cells();
        missing.getProcessor().setf(1, 1, Float.NaN);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> simulation.run(missing, 0, null))
                .getMessage().contains("Remove NaNs..."));
    }

    @Test
    void a_folder_of_text_images_is_one_stack(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("P31.csv"), "1,2,nan\n4,5,6\n".getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("Zn66.csv"), "7,8,9\n1,2,3\n".getBytes(StandardCharsets.UTF_8));
        ImagePlus map = new MapImport(Collections.emptyMap(), 7, 20, "cps").run(folder.toFile(), null);
        assertEquals(2, map.getStackSize());
        assertEquals("Zn66", map.getStack().getSliceLabel(2));
        assertTrue(Float.isNaN(map.getStack().getProcessor(1).getf(2, 0)));
        assertEquals(20, map.getCalibration().pixelHeight);
        assertEquals("cps", map.getCalibration().getValueUnit());
        ImagePlus one = new MapImport(Collections.emptyMap(), 0, 0, "").run(folder.resolve("P31.csv").toFile(), null);
        assertEquals("pixel", one.getCalibration().getUnit());
        assertThrows(RuntimeException.class, () -> new MapImport(Collections.emptyMap(), 0, 0, "").run(new File("no such file.csv"), null));
        assertThrows(IllegalArgumentException.class, () -> new MapImport(Collections.emptyMap(), -1, 0, "").run(folder.toFile(), null));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new MapImport(Collections.emptyMap(), 7, 0, "")
                .run(folder.toFile(), null)).getMessage().startsWith("pixel_height is not known"));
    }

    @Test
    void files_are_read_as_the_form_tells(@TempDir Path folder) throws IOException {
        File file = Files.write(folder.resolve("P31.csv"), "1,2,<LOD\n4,5,6\n".getBytes(StandardCharsets.UTF_8)).toFile();
        Form form = MapForm.of("Import LA maps");
        Map<String, String> answers = form.answers(Collections.emptyMap());
        String refusal = assertThrows(IllegalArgumentException.class,
                () -> new MapImport(MapForm.options(answers), 7, 20, "").run(file, null)).getMessage();
        assertTrue(refusal.endsWith("choose below_detection"), refusal);
        answers.putAll(form.answers(MacroOptions.parse("below_detection=zero transpose flip_pixels")));
        ImagePlus map = new MapImport(MapForm.options(answers), 7, 20, "").run(file, null);
        assertArrayEquals(new float[] {4, 1, 5, 2, 6, 0}, (float[]) map.getProcessor().getPixels());
        assertEquals(20, map.getCalibration().pixelHeight, "a stated size is that of the map as it is shown");
    }

    @Test
    void the_model_tells_of_itself() {
        assertTrue(ModelInfo.text().contains("\nname: unet-small\n"), ModelInfo.text());
    }
}
