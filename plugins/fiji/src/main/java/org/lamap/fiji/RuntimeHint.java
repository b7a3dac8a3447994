// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import java.io.File;
import org.lamap.LamapException;

/** Which file to put where, so that the network can run. */
final class RuntimeHint {
    private static final int NOT_FOUND = 4;
    private static final String MISSING = "ONNX Runtime was not found";

    private RuntimeHint() {}

    /** What to do about a failure or note of lamap; its own words where ONNX Runtime is not what is missing. */
    static String instead(String sentence) {
        return sentence.startsWith(MISSING) ? "ONNX Runtime, which runs the network, is missing: " + step() + "." : sentence;
    }

    static boolean isMissing(Throwable failure) {
        return failure instanceof LamapException && ((LamapException) failure).status() == NOT_FOUND;
    }

    private static String step() {
        return "put the jar onnxruntime of Maven Central (com.microsoft.onnxruntime, 1.17 or newer) into " + folder()
                + " and start again";
    }

    /** Fiji keeps jars beside its plugins, plain ImageJ inside them. */
    private static String folder() {
        String plugins = IJ.getDirectory("plugins");
        if (plugins == null) {
            return "the folder jars of Fiji (plain ImageJ: plugins/jars)";
        }
        File beside = new File(new File(plugins).getAbsoluteFile().getParentFile(), "jars");
        return beside.isDirectory() ? beside.getPath() : new File(plugins, "jars").getPath();
    }
}
