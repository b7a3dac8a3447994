// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;

/** A library of a jar as a file, which systems need to load it: kept in the user's cache folder for the next time. */
final class Unpacked {
    private Unpacked() {}

    /** {@code version} tells one content from another. */
    static Path file(URL inJar, String version) throws IOException {
        String path = inJar.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        Path file = cacheFolder().resolve(version).resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        try {
            Files.createDirectories(file.getParent());
            return copied(inJar, file);
        } catch (IOException noCache) {
            // where the home folder is read-only: a folder of this run, in which no other user can put a library
            Path folder = Files.createTempDirectory("lamap");
            folder.toFile().deleteOnExit();
            Path own = copied(inJar, folder.resolve(name));
            own.toFile().deleteOnExit();
            return own;
        }
    }

    /** In one step: another program may unpack the same. */
    private static Path copied(URL inJar, Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "lamap", ".part");
        try (InputStream bytes = inJar.openStream()) {
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            Files.deleteIfExists(part);
            if (!Files.exists(file)) { // Windows does not replace a library in use
                throw failure;
            }
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
}
