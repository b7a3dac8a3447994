// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import net.imagej.patcher.LegacyEnvironment;

/** Runs a macro without a display, as Fiji does: jar of plugins, file of the macro, its argument. */
public final class PatchedImageJ {
    private PatchedImageJ() {}

    public static void main(String[] arguments) throws Exception {
        LegacyEnvironment imagej = new LegacyEnvironment(null, true);
        imagej.addPluginClasspath(new File(arguments[0]));
        String macro = new String(Files.readAllBytes(Paths.get(arguments[1])), StandardCharsets.UTF_8);
        imagej.runMacro(macro, arguments[2]);
        System.exit(0);
    }
}
