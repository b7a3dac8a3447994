// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** One seed and one model give the same numbers from Java and from the command line. */
@EnabledIfEnvironmentVariable(named = "LAMAP_PROGRAM", matches = ".+", disabledReason = "it names the program lamap")
class SameAsProgramTest {
    @TempDir
    Path folder;

    @Test
    void simulatedAndEnhancedMapsAreTheSame() throws Exception {
        String sample = file("sample");
        String map = file("map");
        run("phantom", "cells", "--size", "150x120", "--seed", "3", "--output", sample);
        run("ablate", sample, "--output", map, "--preset", "seed-2019", "--seed", "42", "--pixel-um", "1");
        ElementMap drawn = Lamap.read(sample);
        Conditions seed = Conditions.preset("seed-2019");
        ElementMap mine = Lamap.ablate(seed, drawn.values(0), drawn.lines(), drawn.pixels(), 1.0, 42);
        ElementMap theirs = Lamap.read(map);
        assertArrayEquals(theirs.values(0), mine.values(0));
        OnnxRuntime.prepare();
        for (String method : new String[] {"physics", "unet"}) {
            String estimate = file(method);
            run("enhance", map, "--output", estimate, "--preset", "seed-2019", "--magnification", "3", "--method", method,
                    "--device", "cpu");
            Settings settings = new Settings().with("magnification", 3).with("method", method).with("device", "cpu");
            try (Enhancer enhancer = new Enhancer(settings)) {
                float[] values = enhancer.enhance(theirs, seed, null).estimate().values(0);
                assertArrayEquals(Lamap.read(estimate).values(0), values, method);
            }
        }
    }

    @Test
    void elementsMeasuredInOnePassAreTheSame() throws Exception {
        float[] cells = Lamap.phantom("cells", 120, 150, 3).values(0);
        float[] grains = Lamap.phantom("grains", 120, 150, 4).values(0);
        ElementMap sample = new ElementMap(new float[][] {cells, grains, cells}, 120, 150, 1, 1)
                .withNames("P31", "Ca43", "Zn66").withOrigin(10, 20);
        String file = file("stack");
        Lamap.write(file, sample);
        Conditions seed = Conditions.preset("seed-2019");
        String[][] options = {{"--seed", "42"}, {"--expected"}, {"--variance"}};
        ElementMap[] mine = {Lamap.ablate(seed, sample, 42), Lamap.expected(seed, sample), Lamap.variance(seed, sample)};
        for (int i = 0; i < mine.length; i++) {
            String map = file("map" + i);
            String[] measured = {"ablate", file, "--output", map, "--preset", "seed-2019"};
            run(Stream.of(measured, options[i]).flatMap(Stream::of).toArray(String[]::new));
            ElementMap theirs = Lamap.read(map);
            for (int element = 0; element < 3; element++) {
                assertArrayEquals(theirs.values(element), mine[i].values(element), options[i][0]);
                assertEquals(theirs.name(element), mine[i].name(element));
            }
            assertEquals(theirs.unit(), mine[i].unit());
            assertEquals(theirs.originXUm(), mine[i].originXUm(), 1e-3);
            assertEquals(theirs.originYUm(), mine[i].originYUm(), 1e-3);
        }
        assertArrayEquals(Lamap.ablate(seed, cells, 120, 150, 1, 42).values(0), mine[0].values(0));
    }

    @Test
    void passesEnhancedTogetherAreTheSame() throws Exception {
        String sample = file("sample");
        run("phantom", "cells", "--size", "150x120", "--seed", "3", "--output", sample);
        run("ablate", sample, "--output", file("map"), "--preset", "seed-2019", "--seed", "42", "--pixel-um", "1",
                "--pass", "0,0", "--pass", "0.5,0,turned");
        run("enhance", "--pass", file("map_pass1") + ":0,0", "--pass", file("map_pass2") + ":0.5,0,turned", "--output",
                file("both"), "--preset", "seed-2019", "--method", "physics");
        List<MeasuredPass> passes = Arrays.asList(
                new MeasuredPass(Lamap.read(file("map_pass1")), 0, 0, false),
                new MeasuredPass(Lamap.read(file("map_pass2")), 0.5, 0, true));
        try (Enhancer enhancer = new Enhancer(new Settings().with("method", "physics"))) {
            Enhanced enhanced = enhancer.enhancePasses(passes, Conditions.preset("seed-2019"), null);
            assertArrayEquals(Lamap.read(file("both")).values(0), enhanced.estimate().values(0));
            List<ReportedPass> found = Report.in(enhanced.report()).passes();
            assertEquals(2, found.size());
            assertTrue(found.get(1).isTurned());
            assertArrayEquals(new double[] {0, 2.5}, found.get(1).startUm(), 1e-9);
            assertTrue(found.get(1).chiSquare(0) > 0);
            assertThrows(CancellationException.class,
                    () -> enhancer.enhancePasses(passes, Conditions.preset("seed-2019"), (f, e, s) -> false));
            String refused = assertThrows(LamapException.class,
                    () -> enhancer.enhancePasses(passes.subList(0, 1), Conditions.preset("seed-2019"), null)).getMessage();
            assertTrue(refused.contains("at least two passes"), refused);
        }
    }

    private String file(String name) {
        return folder.resolve(name + ".tif").toString();
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = System.getenv("LAMAP_PROGRAM");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("output.txt").toFile());
        String runtime = Lamap.runtime(); // version (file)
        builder.environment().put("LAMAP_ONNXRUNTIME", runtime.replaceAll("^[^(]*\\(|\\)$", ""));
        assertEquals(0, builder.start().waitFor(), String.join(" ", command));
    }
}
