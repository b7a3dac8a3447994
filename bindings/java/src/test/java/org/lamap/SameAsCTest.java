// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One seed and one model give the same bytes from Java and from C, through the C functions of the same native file. */
class SameAsCTest {
    private static final String LIBRARY = "lamap_jni";

    @TempDir
    Path folder;

    @Test
    void simulatedAndEnhancedMapsAreTheSame() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "it calls the compiler of Linux");
        assumeTrue(run("cc", "--version") == 0, "there is no C compiler");
        Files.copy(Lamap.class.getResourceAsStream("/natives/" + Loader.platform() + "/" + System.mapLibraryName(LIBRARY)),
                folder.resolve(System.mapLibraryName(LIBRARY)));
        String program = folder.resolve("same").toString();
        assertEquals(0, run("cc", "-std=c11", "-Wall", "-Werror", "-I../../include", "src/test/c/same.c", "-o", program,
                "-L" + folder, "-l" + LIBRARY, "-Wl,-rpath," + folder), this::said);
        OnnxRuntime.prepare();
        float[] cells = Lamap.phantom("cells", 120, 150, 3).values(0);
        Conditions seed = Conditions.preset("seed-2019");
        ElementMap counts = Lamap.ablate(seed, cells, 120, 150, 1.0, 42);
        for (String method : new String[] {"physics", "unet"}) {
            Path theirs = folder.resolve("counts");
            Path estimate = folder.resolve("estimate");
            assertEquals(0, run(program, method, theirs.toString(), estimate.toString()), this::said);
            assertArrayEquals(Files.readAllBytes(theirs), bytes(counts.values(0)));
            Settings settings = new Settings().with("magnification", 3).with("method", method).with("device", "cpu");
            try (Enhancer enhancer = new Enhancer(settings)) {
                ElementMap mine = enhancer.enhance(counts, seed, null).estimate();
                assertArrayEquals(Files.readAllBytes(estimate), bytes(mine.values(0)), method);
            }
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private int run(String... command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("output.txt").toFile()).directory(Paths.get("").toAbsolutePath().toFile());
        String runtime = Lamap.runtime(); // version (file)
        builder.environment().put("LAMAP_ONNXRUNTIME", runtime.replaceAll("^[^(]*\\(|\\)$", ""));
        try {
            return builder.start().waitFor();
        } catch (IOException notThere) {
            return -1;
        }
    }

    private String said() {
        try {
            return new String(Files.readAllBytes(folder.resolve("output.txt")), "UTF-8");
        } catch (IOException failure) {
            return failure.toString();
        }
    }
}
