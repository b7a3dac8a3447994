// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Map;
import org.lamap.Lamap;
import org.lamap.LamapException;

/** What is known of this copy of lamap: versions, devices, presets, the model's card. */
final class ModelInfo {
    private ModelInfo() {}

    static String text() {
        StringBuilder text = new StringBuilder("lamap " + Lamap.version() + "\n\n" + runtime() + "\n\nPresets\n");
        for (Map.Entry<String, String> preset : Lamap.presets().entrySet()) {
            text.append("  ").append(preset.getKey()).append(": ").append(preset.getValue()).append('\n');
        }
        return text + "\nModel\n" + Lamap.modelCard(null) + "\n";
    }

    private static String runtime() {
        try {
            return "ONNX Runtime and devices\n" + devices();
        } catch (LamapException failure) {
            return "No ONNX Runtime: " + failure.getMessage() + "\nMethod physics needs none.";
        }
    }

    private static String devices() {
        return Lamap.devices() + "\n" + Lamap.runtime();
    }
}
