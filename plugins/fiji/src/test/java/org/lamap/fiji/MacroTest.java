// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ColorProcessor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lamap.Instruments;
import org.lamap.Report;

/** Macros without a display, through the patched ImageJ that Fiji runs; each in a Java of its own. */
class MacroTest {
    private static final String OPTIONS =
            "method=physics magnification=2 conditions=[beam_size_um=20 pulse_response=none] elements=P31,Zn66";

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    /** Runs a macro; its output and that of ImageJ. */
    private static String run(Path folder, String macro, String argument) throws Exception {
        Path output = folder.resolve("output.txt");
        Path file = folder.resolve("macro.ijm");
        Files.write(file, macro.getBytes(StandardCharsets.UTF_8));
        List<String> command = new ArrayList<>(Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true",
                "-Djava.util.prefs.userRoot=" + folder, "-Duser.home=" + folder));
        if (!System.getProperty("java.version").startsWith("1.")) {
            command.addAll(Arrays.asList("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        }
        command.addAll(Arrays.asList("-cp", System.getProperty("java.class.path"), PatchedImageJ.class.getName(),
                jar().getPath(), file.toString(), argument));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString()); // where instruments are
        Process process = builder.start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the macro does not end");
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    private static File jar() {
        return new File(EnhancePlugIn.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static String enhance(Path folder, String options) {
        new FileSaver(Samples.stack()).saveAsTiffStack(folder.resolve("cells.tif").toString());
        return "open('" + folder.resolve("cells.tif") + "');\n"
                + "run('Enhance LA map...', '" + options + "');\n"
                + "saveAs('Tiff', '" + folder.resolve("enhanced.tif") + "');\n";
    }

    @Test
    void a_macro_gives_what_the_core_gives(@TempDir Path folder) throws Exception {
        String output = run(folder, enhance(folder, OPTIONS), "");
        assertTrue(Files.exists(folder.resolve("enhanced.tif")), output);
        ImagePlus image = IJ.openImage(folder.resolve("enhanced.tif").toString());
        ImagePlus expected = new MapEnhancement(KeyValues.settings(KeyValues.pairs("magnification=2 method=physics")),
                        KeyValues.conditions("none", "beam_size_um=20 pulse_response=none"))
                .elements("P31,Zn66")
                .run(IJ.openImage(folder.resolve("cells.tif").toString()), null).estimate();
        assertEquals(2, image.getStackSize());
        assertArrayEquals((float[]) expected.getStack().getPixels(2), (float[]) image.getStack().getPixels(2));
        assertEquals(expected.getDisplayRangeMax(), image.getDisplayRangeMax());
    }

    @Test
    void an_instrument_a_unit_a_report_and_a_figure_are_for_macros_too(@TempDir Path folder) throws Exception {
        new Instruments(folder.resolve("lamap/instruments"))
                .save("our laser", KeyValues.conditions("none", "beam_size_um=20 pulse_response=none"));
        String output = run(folder, enhance(folder,
                "method=physics magnification=2 preset=[our laser] unit=cps dwell_time_s=0.1 uncertainty tile=64")
                + "run('LA map report...');\n"
                + "run('LA map figure...', 'measured=cells.tif enhanced=enhanced.tif deviation=cells-sd element=Zn66 width=200"
                + " save_as=[" + folder.resolve("figure.pdf") + "]');\n"
                + "saveAs('PNG', '" + folder.resolve("figure.png") + "');\n", "");
        ImagePlus figure = IJ.openImage(folder.resolve("figure.png").toString());
        assertTrue(figure != null && figure.getWidth() == 3 * 200 + 4 * 8, output);
        assertEquals(6, new PdfPage(Files.readAllBytes(folder.resolve("figure.pdf"))).pictures().size());
        ImagePlus enhanced = IJ.openImage(folder.resolve("enhanced.tif").toString());
        assertEquals("cps", enhanced.getCalibration().getValueUnit());
        Report report = AlreadyEnhanced.reportOf(enhanced);
        assertEquals("20", report.condition("beam_size_um"));
        assertEquals("0.1", report.setting("dwell_time_s"));
        assertTrue(output.contains("beam size: 20 µm") && output.contains("Enhance LA map, cells-enhanced: "), output);
    }

    @Test
    void my_instrument_is_saved_by_a_macro_where_all_programs_find_it(@TempDir Path folder) throws Exception {
        Instruments instruments = new Instruments(folder.resolve("lamap/instruments"));
        String form = "run('My instrument...', 'name=[193 nm laser, small cell] scan_speed=28 line_spacing=20 acquisition_time=0.25"
                + " repetition_rate=20 washout=0.5 beam_size=";
        String refused = run(folder, form + "2000');\n", "");
        assertTrue(refused.contains("beam_size_um = 2000 µm is out of range 0.1 to 1000 µm"), refused);
        assertTrue(instruments.all(null).isEmpty(), refused);
        String output = run(folder, form + "20');\n" + enhance(folder, "method=physics magnification=2 preset=[193 nm laser, small cell]"), "");
        assertEquals("beam_size_um = 20 # µm\nrepetition_rate_hz = 20 # Hz\nscan_speed_um_s = 28 # µm/s\nline_spacing_um = 20 # µm\n"
                + "acquisition_time_s = 0.25 # s\npulse_response = \"exponential\"\nwashout_time_s = 0.5 # s\n",
                instruments.load("193 nm laser, small cell").statedToml(), output);
        Report report = AlreadyEnhanced.reportOf(IJ.openImage(folder.resolve("enhanced.tif").toString()));
        assertEquals("0.5", report.condition("washout_time_s"));
        assertNull(instruments.last(), "what a macro does changes nothing that dialogs start with");
    }

    @Test
    void another_instrument_of_the_same_name_is_replaced_by_a_keyword(@TempDir Path folder) throws Exception {
        Instruments instruments = new Instruments(folder.resolve("lamap/instruments"));
        instruments.save("ours", KeyValues.conditions("none", "beam_size_um=20 flicker_rsd=0.1"));
        String other = "run('My instrument...', 'name=ours beam_size=5";
        String refused = run(folder, other + "');\n", "");
        assertTrue(refused.contains("there is an instrument ours already: choose another name, or add the keyword replace"), refused);
        assertEquals("20", instruments.load("ours").value("beam_size_um"), refused);
        String replaced = run(folder, other + " replace');\n" + other + "');\n", "");
        assertEquals("beam_size_um = 5 # µm\n", instruments.load("ours").statedToml(), replaced);
        String changed = run(folder, "run('My instrument...', 'name=ours beam_size=7 everything_else=ours');\n", "");
        assertEquals("7", instruments.load("ours").value("beam_size_um"), changed);
    }

    @Test
    void a_figure_is_saved_as_the_end_of_its_name_says(@TempDir Path folder) throws Exception {
        String output = run(folder, enhance(folder, "method=physics magnification=2")
                + "run('LA map figure...', 'measured=cells.tif enhanced=enhanced.tif save_as=[" + folder.resolve("figure.jpg") + "]');\n", "");
        assertTrue(output.contains("names no kind of file: end it with .pdf or .png"), output);
        assertFalse(Files.exists(folder.resolve("figure.jpg")), output);
    }

    @Test
    void passes_are_enhanced_together_in_macros(@TempDir Path folder) throws Exception {
        for (String name : new String[] {"first.tif", "second.tif"}) {
            new FileSaver(Samples.stack()).saveAsTiffStack(folder.resolve(name).toString());
        }
        String opened = "open('" + folder.resolve("second.tif") + "');\nopen('" + folder.resolve("first.tif") + "');\n";
        String save = "saveAs('Tiff', '" + folder.resolve("enhanced.tif") + "');\n";
        String options = "pass_1=first.tif pass_2=second.tif x_2=3.5 y_2=0 " + OPTIONS;
        String output = run(folder, opened + "run('Enhance LA passes...', '" + options + "');\n" + save, "");
        ImagePlus image = IJ.openImage(folder.resolve("enhanced.tif").toString());
        assertTrue(image != null, output);
        ImagePlus first = IJ.openImage(folder.resolve("first.tif").toString());
        ImagePlus second = IJ.openImage(folder.resolve("second.tif").toString());
        ImagePlus expected = Samples.physics("").elements("P31,Zn66")
                .passes(Arrays.asList(new FurtherPass(second, 3.5, 0, false))).run(first, null).estimate();
        assertArrayEquals((float[]) expected.getStack().getPixels(2), (float[]) image.getStack().getPixels(2));
        assertTrue(output.contains("Enhance LA passes, first-enhanced: pass 2: found"), output);
        String twice = run(folder, opened + "run('Enhance LA passes...', 'pass_1=first.tif pass_2=first.tif');\n", "");
        assertTrue(twice.contains("first.tif is chosen twice: choose each pass once"), twice);
        String alone = run(folder, "open('" + folder.resolve("first.tif") + "');\nrun('Enhance LA passes...', '');\n", "");
        assertTrue(alone.contains("only one map is open: open the other passes over its sample too"), alone);
    }

    @Test
    void a_macro_with_an_error_stops_and_says_why(@TempDir Path folder) throws Exception {
        String output = run(folder, enhance(folder, OPTIONS + " magnificaton=4"), "");
        assertTrue(output.contains("there is no keyword magnificaton"), output);
        assertFalse(Files.exists(folder.resolve("enhanced.tif")), output);
    }

    @Test
    void a_folder_of_text_images_is_imported_and_measured_virtually(@TempDir Path folder) throws Exception {
        Path texts = Files.createDirectories(folder.resolve("texts"));
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 40; line++) {
            for (int pixel = 0; pixel < 50; pixel++) {
                text.append(pixel == 0 ? "" : ",").append(1 + (line * pixel) % 9);
            }
            text.append('\n');
        }
        for (String element : new String[] {"P31.csv", "Zn66.csv"}) {
            Files.write(texts.resolve(element), text.toString().getBytes(StandardCharsets.UTF_8));
        }
        String output = run(folder, "run('Import LA maps...', 'path=[" + texts + "] pixel_width=1 pixel_height=1 unit=ppm');\n"
                + "saveAs('Tiff', '" + folder.resolve("imported.tif") + "');\n"
                + "run('Simulate ablation...', 'preset=seed-2019 seed=7');\n"
                + "saveAs('Tiff', '" + folder.resolve("measured.tif") + "');\n"
                + "run('LA model info...');\n", "");
        ImagePlus imported = IJ.openImage(folder.resolve("imported.tif").toString());
        assertTrue(imported != null, output);
        assertEquals("ppm", imported.getCalibration().getValueUnit());
        assertEquals("Zn66", imported.getStack().getSliceLabel(2));
        ImagePlus measured = IJ.openImage(folder.resolve("measured.tif").toString());
        assertEquals("counts", measured.getCalibration().getValueUnit(), output);
        ImagePlus expected = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 7).run(imported, 0, null);
        assertArrayEquals((float[]) expected.getStack().getPixels(2), (float[]) measured.getStack().getPixels(2));
        assertTrue(output.contains("unet-small"), output);
    }

    @Test
    void line_scans_are_imported_and_their_conditions_known(@TempDir Path folder) throws Exception {
        Path signal = LineScene.signal(folder.resolve("the signal.csv"));
        Path log = LineScene.log(folder.resolve("the log.csv"));
        String output = run(folder, "run('Import line scans...', 'path=[" + signal + "] log=[" + log + "]');\n"
                + "saveAs('Tiff', '" + folder.resolve("lines.tif") + "');\n"
                + "run('Import LA maps...', 'path=[" + signal + "]');\n"
                + "saveAs('Tiff', '" + folder.resolve("map.tif") + "');\n", "");
        ImagePlus image = IJ.openImage(folder.resolve("lines.tif").toString());
        assertTrue(image != null, output);
        LinesTest.assertIsScene(image);
        assertTrue(KnownConditions.of(image).contains("beam_size_um=10"), KnownConditions.of(image));
        assertTrue(output.contains("the signal.csv: the gas blank"), output);
        assertTrue(output.contains("read it with Import line scans..."), output);
        assertFalse(Files.exists(folder.resolve("map.tif")), output);
    }

    @Test
    void the_example_enhances_a_folder_and_lists_what_is_refused(@TempDir Path folder) throws IOException, Exception {
        Path maps = Files.createDirectories(folder.resolve("maps"));
        Path results = Files.createDirectories(folder.resolve("results"));
        for (String name : new String[] {"a.tif", "b.tif"}) {
            new FileSaver(Samples.stack()).saveAsTiffStack(maps.resolve(name).toString());
        }
        Files.move(maps.resolve("b.tif"), maps.resolve("b.TIFF"));
        new FileSaver(new ImagePlus("picture", new ColorProcessor(8, 8))).saveAsTiff(maps.resolve("a picture.tif").toString());
        String macro = new String(Files.readAllBytes(Paths.get("examples/enhance_folder.ijm")), StandardCharsets.UTF_8);
        String output = run(folder, macro, maps + "," + results);
        ImagePlus image = IJ.openImage(results.resolve("b-enhanced.tif").toString());
        assertTrue(Files.exists(results.resolve("a-enhanced.tif")) && image != null, output);
        assertEquals(2 * Samples.WIDTH, image.getWidth());
        assertTrue(output.contains("Not enhanced:\na picture.tif: "), output);
        assertEquals(2, results.toFile().list().length);
    }
}
