// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Paths;

/** A model of one's own. */
final class ModelFile {
    private ModelFile() {}

    /**
     * Reads a model.
     *
     * @param path a file; empty: the built-in model
     * @return its bytes; null for the built-in model
     */
    static byte[] bytes(String path) {
        try {
            return path.isEmpty() ? null : Files.readAllBytes(Paths.get(path));
        } catch (NoSuchFileException absent) {
            throw new UncheckedIOException(
                    "there is no model " + path + ": choose an ONNX file, or none for the built-in model", absent);
        } catch (IOException failure) {
            throw new UncheckedIOException("the model " + path + " cannot be read: " + failure.getMessage(), failure);
        }
    }
}
