// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin and the program {@code lamap}, which the environment variable LAMAP_PROGRAM names, agree. */
class ProgramTest {
    private static void lamap(Object... arguments) throws Exception {
        String program = System.getenv("LAMAP_PROGRAM");
        String[] command = new String[arguments.length + 1];
        command[0] = program;
        for (int i = 0; i < arguments.length; i++) {
            command[i + 1] = arguments[i].toString();
        }
        Process process = new ProcessBuilder(command).inheritIO().start();
        process.waitFor(5, TimeUnit.MINUTES);
        assertEquals(0, process.exitValue());
    }

    private static void assumeProgram() {
        NativePart.assumeThere();
        assumeTrue(System.getenv("LAMAP_PROGRAM") != null, "LAMAP_PROGRAM names no program to compare with");
    }

    @ParameterizedTest
    @ValueSource(strings = {"physics", "unet"})
    void an_enhanced_map_is_the_same(String method, @TempDir Path folder) throws Exception {
        assumeProgram();
        assumeTrue(method.equals("physics") || System.getenv("LAMAP_ONNXRUNTIME") != null, "no ONNX Runtime");
        ImagePlus image = Samples.stack();
        image.getCalibration().pixelWidth = 8; // exact in a TIFF
        new FileSaver(image).saveAsTiffStack(folder.resolve("map.tif").toString());
        lamap("enhance", folder.resolve("map.tif"), "-o", folder.resolve("out.tif"), "--sd", folder.resolve("sd.tif"),
                "--method", method, "--device", "cpu", "-m", "2", "--unit", "counts",
                "--set", "beam_size_um=20", "--set", "pulse_response=exponential",
                "--set", "scan_speed_um_s=160");
        EnhancedImages result = new MapEnhancement(
                        KeyValues.settings(KeyValues.pairs("device=cpu magnification=2 method=" + method)),
                        KeyValues.conditions("none", "beam_size_um=20 pulse_response=exponential scan_speed_um_s=160"))
                .run(image, null);
        same(IJ.openImage(folder.resolve("out.tif").toString()), result.estimate());
        same(IJ.openImage(folder.resolve("sd.tif").toString()), result.deviation());
    }

    @Test
    void passes_enhanced_together_are_the_same(@TempDir Path folder) throws Exception {
        assumeProgram();
        new FileSaver(SimulationTest.cells()).saveAsTiffStack(folder.resolve("cells.tif").toString());
        lamap("ablate", folder.resolve("cells.tif"), "-o", folder.resolve("map.tif"), "--preset", "seed-2019", "--seed", "5",
                "--pass", "0,0", "--pass", "0.5,0,turned");
        String first = folder.resolve("map_pass1.tif").toString();
        String second = folder.resolve("map_pass2.tif").toString();
        lamap("enhance", "--pass", first + ":0,0", "--pass", second + ":0.5,0,turned", "-o", folder.resolve("out.tif"),
                "--method", "physics", "-m", "2", "--preset", "seed-2019");
        EnhancedImages result = new MapEnhancement(
                        KeyValues.settings(KeyValues.pairs("magnification=2")), KeyValues.conditions("seed-2019", ""))
                .passes(java.util.Arrays.asList(new FurtherPass(IJ.openImage(second), Double.NaN, Double.NaN, true)))
                .run(IJ.openImage(first), null);
        same(IJ.openImage(folder.resolve("out.tif").toString()), result.estimate());
    }

    @Test
    void a_simulated_map_is_the_same(@TempDir Path folder) throws Exception {
        assumeProgram();
        ImagePlus cells = SimulationTest.cells();
        new FileSaver(cells).saveAsTiffStack(folder.resolve("cells.tif").toString());
        lamap("ablate", folder.resolve("cells.tif"), "-o", folder.resolve("map.tif"), "--preset", "seed-2019", "--seed", "5");
        ImagePlus map = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 5).run(cells, 0, null);
        same(IJ.openImage(folder.resolve("map.tif").toString()), map);
    }

    private static void same(ImagePlus expected, ImagePlus actual) {
        assertEquals(expected.getStackSize(), actual.getStackSize());
        for (int slice = 1; slice <= expected.getStackSize(); slice++) {
            assertEquals(expected.getStack().getSliceLabel(slice), actual.getStack().getSliceLabel(slice));
            assertArrayEquals(
                    (float[]) expected.getStack().getPixels(slice), (float[]) actual.getStack().getPixels(slice));
        }
        assertEquals(expected.getCalibration().pixelWidth, actual.getCalibration().pixelWidth, 1e-9);
        assertEquals(expected.getCalibration().xOrigin, actual.getCalibration().xOrigin, 1e-9);
    }
}
