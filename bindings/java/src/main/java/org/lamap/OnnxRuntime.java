// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.net.URL;

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

    /** The jar does not tell its version: the length of the library tells one from another. */
    private static void loadFromJar() {
        String resource = "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName("onnxruntime");
        URL inJar = OnnxRuntime.class.getResource(resource);
        if (inJar == null) {
            return;
        }
        try {
            String version = "onnxruntime-" + inJar.openConnection().getContentLengthLong();
            Native.loadRuntime(Unpacked.file(inJar, version).toString());
        } catch (IOException failure) {
            throw new LamapException(0, "ONNX Runtime could not be unpacked from its jar: " + failure);
        }
    }

    /** Folder of this system in the jar. */
    private static String platform() {
        String[] parts = Loader.platform().split("_");
        String system = parts[0].equals("windows") ? "win" : parts[0];
        return system + "-" + (parts[1].equals("64") ? "x64" : "aarch64");
    }
}
