// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Loads the native library, once: from the file that the property {@code lamap.library} names, from the library path
 * (in Fiji {@code lib/<platform>}), or from the jar, unpacked into the user's cache folder.
 */
final class Loader {
    private static final String NAME = "lamap_jni";

    private Loader() {}

    static void load() {
        String chosen = System.getProperty("lamap.library");
        if (chosen != null) {
            System.load(Paths.get(chosen).toAbsolutePath().toString());
        } else if (!loadFromPath()) {
            System.load(unpacked("/natives/" + platform() + "/" + System.mapLibraryName(NAME)).toString());
        }
    }

    private static boolean loadFromPath() {
        try {
            System.loadLibrary(NAME);
            return true;
        } catch (UnsatisfiedLinkError notThere) {
            if (String.valueOf(notThere.getMessage()).startsWith("no " + NAME)) {
                return false;
            }
            throw notThere; // it is there but cannot be loaded: the reason must not be lost
        }
    }

    /** Folder of the native files of this system, as the SciJava loaders name it. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String bits = processor.contains("aarch64") || processor.contains("arm64") ? "arm64" : "64";
        if (system.contains("win")) {
            return "windows_" + bits;
        }
        return (system.contains("mac") ? "osx_" : "linux_") + bits;
    }

    private static Path unpacked(String resource) {
        URL inJar = Loader.class.getResource(resource);
        if (inJar == null) {
            throw new UnsatisfiedLinkError("this copy of lamap has no native library for " + platform() + " (" + resource
                    + "): name one with -Dlamap.library=FILE");
        }
        try {
            return Unpacked.file(inJar, NAME + "-" + hash(inJar));
        } catch (IOException failure) {
            throw new UnsatisfiedLinkError("the native library of lamap could not be unpacked: " + failure);
        }
    }

    /** Two builds of one version differ: the content tells. */
    private static String hash(URL inJar) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream bytes = new CheckedInputStream(inJar.openStream(), sum)) {
            long length = 0;
            byte[] some = new byte[1 << 16];
            for (int read = bytes.read(some); read >= 0; read = bytes.read(some)) {
                length += read;
            }
            return Long.toHexString(sum.getValue()) + "-" + length;
        }
    }
}
