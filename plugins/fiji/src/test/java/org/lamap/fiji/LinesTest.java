// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lamap.Lamap;
import org.lamap.LamapException;

class LinesTest {
    private static final String KNOWN =
            "beam_size_um=10 beam_shape=square scan_speed_um_s=20 acquisition_time_s=0.5 line_spacing_um=10 repetition_rate_hz=40";

    @TempDir
    Path folder;

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    /** Answers as a macro gives them. */
    private static ImagePlus read(String options) {
        Map<String, String> answers = LinesForm.of("test", "").answers(MacroOptions.parse(options));
        return new LinesImport(LinesForm.options(answers), answers.get("unit")).run(new File(answers.get("path")), null);
    }

    private static String refusal(String options) {
        return assertThrows(IllegalArgumentException.class, () -> read(options)).getMessage();
    }

    static void assertIsScene(ImagePlus image) {
        assertEquals(2, image.getStackSize());
        assertEquals("Al27", image.getStack().getSliceLabel(2));
        for (int line = 0; line < LineScene.LINES; line++) {
            for (int pixel = 0; pixel < LineScene.PIXELS; pixel++) {
                assertEquals(LineScene.value(1, line, pixel), image.getStack().getProcessor(2).getf(pixel, line));
            }
        }
    }

    @Test
    void a_recording_and_its_log_are_a_calibrated_stack_that_knows_its_conditions() throws Exception {
        Path signal = LineScene.signal(folder.resolve("my signal.csv"));
        Path log = LineScene.log(folder.resolve("my log.csv"));
        ImagePlus image = read("path=[" + signal + "] log=[" + log + "]");
        assertIsScene(image);
        assertEquals("my signal.csv", image.getTitle());
        assertEquals("µm", image.getCalibration().getUnit());
        assertEquals(10, image.getCalibration().pixelWidth, 1e-9);
        assertEquals(10, image.getCalibration().pixelHeight, 1e-9);
        assertTrue(Notes.of(image).toString().contains("the gas blank"), Notes.of(image).toString());
        assertEquals(KeyValues.pairs(KNOWN), KeyValues.pairs(KnownConditions.of(image)));
        Path file = folder.resolve("map.tif");
        new FileSaver(image).saveAsTiffStack(file.toString());
        assertEquals(KnownConditions.of(image), KnownConditions.of(IJ.openImage(file.toString())), "a TIFF keeps them");
        assertEquals("", KnownConditions.of(Samples.stack()));
    }

    @Test
    void a_folder_needs_speed_and_distance_for_its_pixels() throws Exception {
        Path lines = LineScene.folder(folder.resolve("lines of a day"));
        assertFalse(read("path=[" + lines + "]").getCalibration().scaled());
        ImagePlus image = read("path=[" + lines + "] scan_speed=20 line_spacing=15 unit=cps");
        assertIsScene(image);
        assertEquals(15, image.getCalibration().pixelHeight, 1e-9);
        assertEquals("cps", image.getCalibration().getValueUnit());
    }

    @Test
    void refusals_speak_the_language_of_the_form() throws Exception {
        Path signal = LineScene.signal(folder.resolve("signal.csv"));
        String path = "path=[" + signal + "] ";
        assertTrue(refusal(path + "lag=soon").startsWith("lag = soon is not a number: state the time"), refusal(path + "lag=soon"));
        assertTrue(refusal(path + "scan_speed=fast").startsWith("scan_speed = "), refusal(path + "scan_speed=fast"));
        assertTrue(refusal(path + "cut=log").endsWith("fill in Log"), refusal(path + "cut=log"));
        assertTrue(refusal("path=" + folder.resolve("none.csv")).contains("none.csv"));
        Path slow = Files.write(folder.resolve("slow.csv"), "Time,Mg24\n0,1\n500,2\n1000,3\n".getBytes("UTF-8"));
        assertTrue(refusal("path=" + slow).endsWith("choose time_unit"), refusal("path=" + slow));
        Path few = Files.write(folder.resolve("few.csv"), "Time,Mg24\n0,1\n1,2\n2,3\n".getBytes("UTF-8"));
        Path log = LineScene.log(folder.resolve("log.csv"));
        assertTrue(refusal("path=" + few + " log=" + log).contains("fill in Lag"), refusal("path=" + few + " log=" + log));
        for (String options : new String[] {path + "cut=log", "path=" + slow, "path=" + few}) {
            assertFalse(refusal(options).contains("--"), refusal(options));
        }
    }

    @Test
    void the_library_takes_every_key_that_the_form_knows() throws Exception {
        String signal = LineScene.signal(folder.resolve("signal.csv")).toString();
        Map<String, String> answers = LinesForm.of("test", "").answers(Collections.<String, String>emptyMap());
        assertEquals(answers.keySet().size() - 2, LinesForm.options(answers).size(), "all but path and unit");
        for (String key : LinesForm.options(answers).keySet()) {
            try {
                Lamap.readLines(Collections.singletonMap(key, "?"), signal);
            } catch (LamapException refusal) {
                assertFalse(refusal.getMessage().contains("no setting"), refusal.getMessage());
            }
        }
    }

    @Test
    void a_recording_that_is_to_be_a_map_tells_which_command_reads_it() throws Exception {
        Path signal = LineScene.signal(folder.resolve("signal.csv"));
        MapImport maps = new MapImport(Collections.emptyMap(), 0, 0, "");
        assertEquals("signal.csv holds signals over time, not the pixels of a map: read it with Import line scans...",
                assertThrows(LinesFound.class, () -> maps.run(signal.toFile(), null)).getMessage());
        Path lines = LineScene.folder(folder.resolve("lines"));
        assertThrows(LinesFound.class, () -> maps.run(lines.toFile(), null));
    }

    @Test
    void a_log_that_is_chosen_with_a_recording_is_known() throws Exception {
        File signal = LineScene.signal(folder.resolve("a.csv")).toFile();
        File log = LineScene.log(folder.resolve("b.csv")).toFile();
        Map<String, String> chosen = LinesChooser.sorted(log, signal);
        assertEquals(signal.getPath(), chosen.get("path"));
        assertEquals(log.getPath(), chosen.get("log"));
        assertEquals(folder.toString(), LinesChooser.sorted(folder.toFile()).get("path"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LinesChooser.sorted(signal, signal))
                .getMessage().contains("several recordings"));
        assertThrows(IllegalArgumentException.class, () -> LinesChooser.sorted(log, log));
    }
}
