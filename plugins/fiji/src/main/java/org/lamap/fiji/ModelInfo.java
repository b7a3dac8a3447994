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
        return Sentences.hanging(text + "\nModel\n" + CardText.of(Lamap.modelCard(null)) + "\n");
    }

    private static String runtime() {
        try {
            Map<String, String> devices = Lamap.devices();
            StringBuilder text = new StringBuilder("ONNX Runtime " + Lamap.runtime());
            for (Map.Entry<String, String> device : devices.entrySet()) {
                String reason = device.getValue();
                text.append("\n  ").append(device.getKey()).append(": ").append(reason.isEmpty() ? "works" : reason);
            }
            return text.toString();
        } catch (LamapException failure) {
            return "No ONNX Runtime: " + failure.getMessage() + "\nMethod physics needs none.";
        }
    }
}
