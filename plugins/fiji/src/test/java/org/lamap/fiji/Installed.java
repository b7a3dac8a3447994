// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.stream.Stream;
import org.lamap.Lamap;

/**
 * What an installation does, in a Java of its own: loads lamap and enhances a map. The property
 * {@code method} is that of the enhancement. With a model as argument another
 * plugin runs it by the Java classes of ONNX Runtime, before and after.
 */
public final class Installed {
    private Installed() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            System.out.println("other plugin: " + otherPlugin(arguments[0]));
        }
        EnhancedImages result = new MapEnhancement(
                        KeyValues.settings(KeyValues.pairs("device=cpu magnification=2 method=" + System.getProperty("method"))),
                        KeyValues.conditions("none", "beam_size_um=20"))
                .run(Samples.stack(), null);
        System.out.println("enhanced by " + result.worker() + ", " + result.estimate().getProcessor().getf(20, 20));
        System.out.println("note: " + result.note());
        System.out.println("runtime: " + Lamap.runtime());
        if (arguments.length > 0) {
            System.out.println("other plugin again: " + otherPlugin(arguments[0]));
        }
        loaded().forEach(file -> System.out.println("loaded: " + file));
    }

    /** Version and number of inputs of a model that it opens. */
    private static String otherPlugin(String model) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model)) {
            return environment.getVersion() + " with " + session.getNumInputs() + " inputs";
        }
    }

    /** Native libraries of lamap and ONNX Runtime in this process, where the system tells them. */
    private static Stream<String> loaded() throws IOException {
        Path maps = Paths.get("/proc/self/maps");
        Stream<String> lines = Files.exists(maps) ? Files.readAllLines(maps).stream() : Stream.empty();
        return lines.filter(line -> line.matches(".*(lamap_jni|libonnxruntime\\.).*"))
                .map(line -> line.replaceFirst("^[^/]*", "")).distinct();
    }
}
