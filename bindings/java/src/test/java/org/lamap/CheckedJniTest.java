// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java that checks every use of JNI finds nothing to complain about. */
class CheckedJniTest {
    @Test
    void everyCallKeepsTheRulesOfJni(@TempDir Path folder) throws Exception {
        String said = run(folder, EveryCall.class, "-Xcheck:jni");
        assertFalse(said.contains("WARNING in native method") || said.contains("FATAL ERROR"), said);
    }

    @Test
    void aHeapThatIsTooSmallIsAnOutOfMemoryErrorThatSaysSo(@TempDir Path folder) throws Exception {
        String said = run(folder, SmallHeap.class, "-Xmx32m");
        assertTrue(said.contains("java.lang.OutOfMemoryError: the heap of Java has no room for the values"), said);
    }

    /** What a program says in a Java of its own. */
    private static String run(Path folder, Class<?> program, String option) throws Exception {
        File output = folder.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                        option, "-cp", System.getProperty("java.class.path"), program.getName(), folder.toString())
                .redirectErrorStream(true).redirectOutput(output).start();
        process.waitFor(2, TimeUnit.MINUTES);
        String said = new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), said);
        return said;
    }
}
