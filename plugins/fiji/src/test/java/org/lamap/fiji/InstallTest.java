// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ij.ImagePlus;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder laid out like Fiji, as a new user makes it; each test starts a Java of its own on it. */
class InstallTest {
    private static final String LIBRARY = System.mapLibraryName("lamap_jni");
    private static final String RUNTIME = System.mapLibraryName("onnxruntime");
    private static final Path OTHER = Paths.get("target/other-runtime/onnxruntime-1.23.2.jar");
    private static final File MODEL = new File("../../models/unet-small.onnx");

    @TempDir
    Path fiji;

    private String method = "unet";

    @BeforeEach
    void dropInTheJars() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "the folders and files of this test are those of Linux on x86-64");
        NativePart.assumeThere();
        for (String folder : new String[] {"plugins", "jars", "lib/linux64", "cache", "system"}) {
            Files.createDirectories(fiji.resolve(folder));
        }
        // searched before the folders of the system: no ONNX Runtime that was installed there is found
        for (String name : new String[] {RUNTIME, RUNTIME + ".1"}) {
            Files.write(fiji.resolve("system").resolve(name), "no library".getBytes(StandardCharsets.UTF_8));
        }
        copy(EnhancePlugIn.class, "plugins");
        copy(ImagePlus.class, "jars");
    }

    @Test
    void one_jar_and_a_runtime_are_enough() throws Exception {
        copy(OrtEnvironment.class, "jars");
        String output = start();
        assertTrue(output.contains("enhanced by unet on cpu"), output);
        assertTrue(output.contains("runtime: 1.29.0 (" + fiji.resolve("cache/lamap")), output);
        assertTrue(output.contains("/" + LIBRARY) && !output.contains("loaded: " + fiji.resolve("lib")), output);
    }

    @Test
    void the_native_file_in_lib_is_found_first() throws Exception {
        copy(OrtEnvironment.class, "jars");
        Path library = fiji.resolve("lib/linux64").resolve(LIBRARY);
        unpack("/natives/linux_64/" + LIBRARY, library);
        String output = start();
        assertTrue(output.contains("loaded: " + library + "\n"), output);
        assertEquals(1, count(output, "loaded: .*" + LIBRARY), output);
        Files.write(library, "damaged".getBytes(StandardCharsets.UTF_8));
        String failure = start();
        assertTrue(failure.contains("UnsatisfiedLinkError: " + library), failure);
    }

    @Test
    void without_a_runtime_the_network_is_refused_with_the_places_tried() throws Exception {
        String output = start();
        assertTrue(output.contains("LamapException") && output.contains("LAMAP_ONNXRUNTIME"), output);
    }

    @Test
    void the_runtime_of_the_system_goes_before_that_of_a_jar() throws Exception {
        Files.copy(OTHER, fiji.resolve("jars").resolve(OTHER.getFileName()));
        Path system = fiji.resolve("system").resolve(RUNTIME);
        Files.delete(system);
        unpack("/ai/onnxruntime/native/linux-x64/" + RUNTIME, system);
        String output = start();
        assertTrue(output.contains("runtime: 1.29.0 (" + system) && output.contains("enhanced by unet on cpu"), output);
    }

    @Test
    void a_runtime_that_cannot_be_used_is_told_and_physics_takes_over_where_it_may() throws Exception {
        Path jar = fiji.resolve("jars/onnxruntime-damaged.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry("ai/onnxruntime/native/linux-x64/" + RUNTIME));
            entries.write("no library".getBytes(StandardCharsets.UTF_8));
        }
        method = "auto";
        String output = start();
        assertTrue(output.contains("enhanced by physics") && output.contains("note: "), output);
        assertTrue(output.contains(fiji.resolve("cache/lamap").toString()), output);
        method = "unet";
        assertTrue(start().contains("LamapException"));
    }

    @Test
    void the_runtime_of_another_plugin_is_shared() throws Exception {
        Files.copy(OTHER, fiji.resolve("jars").resolve(OTHER.getFileName()));
        String output = start(MODEL.getPath());
        assertEquals(2, count(output, "other plugin.*: 1\\.23\\.2 with"), output);
        assertTrue(output.contains("runtime: 1.23.2 (") && output.contains("enhanced by unet on cpu"), output);
    }

    @Test
    void two_versions_work_side_by_side() throws Exception {
        Files.copy(OTHER, fiji.resolve("jars").resolve(OTHER.getFileName()));
        Path own = fiji.resolve("lib/linux64").resolve(RUNTIME); // found as it lies beside lamap
        unpack("/natives/linux_64/" + LIBRARY, fiji.resolve("lib/linux64").resolve(LIBRARY));
        unpack("/ai/onnxruntime/native/linux-x64/" + RUNTIME, own);
        String output = start(MODEL.getPath());
        assertEquals(2, count(output, "other plugin.*: 1\\.23\\.2 with"), output);
        assertTrue(output.contains("runtime: 1.29.0 (" + own) && output.contains("enhanced by unet on cpu"), output);
        assertEquals(2, count(output, "loaded: .*libonnxruntime"), output);
    }

    /** What {@link Installed} says, with the library path that Fiji sets. */
    private String start(String... arguments) throws Exception {
        Path output = fiji.resolve("output.txt");
        String classes = String.join(File.pathSeparator,
                fiji.resolve("plugins") + "/*", fiji.resolve("jars") + "/*", "target/test-classes");
        List<String> command = new ArrayList<>(Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true",
                "-Djava.library.path=" + fiji.resolve("lib/linux64"), "-Dmethod=" + method, "-cp", classes,
                Installed.class.getName()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LD_LIBRARY_PATH", fiji.resolve("system").toString());
        builder.environment().put("XDG_CACHE_HOME", fiji.resolve("cache").toString());
        builder.environment().remove("LAMAP_ONNXRUNTIME");
        assertTrue(builder.start().waitFor(2, TimeUnit.MINUTES), "it does not end");
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    private void copy(Class<?> part, String folder) throws Exception {
        Path jar = Paths.get(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.copy(jar, fiji.resolve(folder).resolve(jar.getFileName()));
    }

    private static void unpack(String resource, Path file) throws Exception {
        try (InputStream bytes = InstallTest.class.getResourceAsStream(resource)) {
            Files.copy(bytes, file);
        }
    }

    private static long count(String output, String pattern) {
        return Arrays.stream(output.split("\n")).filter(line -> line.matches(pattern + ".*")).count();
    }
}
