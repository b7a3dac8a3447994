// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;

/**
 * ONNX Runtime out of its own jar, {@code com.microsoft.onnxruntime:onnxruntime}, where none was installed: the file is
 * put into a cache folder and loaded by its path. Its Java classes are not used.
 */
final class OnnxRuntime {
    private OnnxRuntime() {}

    /** Loads ONNX Runtime if none is loaded yet; where there is none, the enhancer says so. */
    static synchronized void prepare() {
        if (!Native.runtime().isEmpty()) {
            return;
        }
        try {
            Native.loadRuntime("");
        } catch (LamapException notInstalled) {
            loadFromJar();
        }
    }

    private static void loadFromJar() {
        String resource = "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName("onnxruntime");
        URL inJar = OnnxRuntime.class.getResource(resource);
        if (inJar == null) {
            return;
        }
        try {
            Native.loadRuntime(cached(inJar.openConnection(), System.mapLibraryName("onnxruntime")).toString());
        } catch (IOException failure) {
            throw new LamapException(0, "ONNX Runtime could not be unpacked from its jar: " + failure);
        }
    }

    /** The jar does not tell its version: the length of the library tells one from another. */
    private static Path cached(URLConnection inJar, String name) throws IOException {
        Path folder = cacheFolder().resolve("onnxruntime-" + inJar.getContentLengthLong());
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, name, ".part");
        try (InputStream bytes = inJar.getInputStream()) {
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException plain) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static Path cacheFolder() {
        String home = System.getProperty("user.home");
        String local = System.getenv("LOCALAPPDATA");
        if (local != null) {
            return Paths.get(local, "lamap");
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        boolean mac = Loader.platform().startsWith("osx");
        Path plain = mac ? Paths.get(home, "Library", "Caches") : Paths.get(home, ".cache");
        return (cache == null || cache.isEmpty() ? plain : Paths.get(cache)).resolve("lamap");
    }

    /** Folder of this system in the jar. */
    private static String platform() {
        String[] parts = Loader.platform().split("_");
        String system = parts[0].equals("windows") ? "win" : parts[0];
        return system + "-" + (parts[1].equals("64") ? "x64" : "aarch64");
    }
}
