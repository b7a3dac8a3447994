// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
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
        ElementMap drawn = Lamap.read("", sample);
        Conditions seed = Conditions.preset("seed-2019");
        ElementMap mine = Lamap.ablate(seed, drawn.values(0), drawn.lines(), drawn.pixels(), 1.0, 42);
        ElementMap theirs = Lamap.read("", map);
        assertArrayEquals(theirs.values(0), mine.values(0));
        OnnxRuntime.prepare();
        for (String method : new String[] {"physics", "unet"}) {
            String estimate = file(method);
            run("enhance", map, "--output", estimate, "--preset", "seed-2019", "--magnification", "3", "--method", method,
                    "--device", "cpu");
            Settings settings = new Settings().with("magnification", 3).with("method", method).with("device", "cpu");
            try (Enhancer enhancer = new Enhancer(settings)) {
                float[] values = enhancer.enhance(theirs, seed, null).estimate().values(0);
                assertArrayEquals(Lamap.read("", estimate).values(0), values, method);
            }
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
