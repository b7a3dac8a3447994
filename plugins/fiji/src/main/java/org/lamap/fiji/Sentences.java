// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import java.awt.GraphicsEnvironment;

/** Sentences for the windows of ImageJ, which break no lines by themselves. */
final class Sentences {
    private static final int WIDTH = 90;

    private Sentences() {}

    /** Shows a text in the Log; its window breaks no lines either, but what reads the output of a macro wants whole ones. */
    static void log(String text) {
        IJ.log(GraphicsEnvironment.isHeadless() ? text : hanging(text));
    }

    /** The text in lines that fit any screen, each that goes on farther right than it began. */
    static String hanging(String text) {
        StringBuilder hanging = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String indent = line.replaceFirst("\\S.*", "") + "    ";
            hanging.append(hanging.length() == 0 ? "" : "\n").append(wrapped(line).replace("\n", "\n" + indent));
        }
        return hanging.toString();
    }

    /** The text in lines that fit any screen; long paths are broken behind a slash. */
    static String wrapped(String text) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            wrapped.append(wrapped.length() == 0 ? "" : "\n");
            int column = 0;
            for (String word : line.split("(?<= )|(?<=.{40}[/\\\\])")) {
                if (column > 0 && column + word.trim().length() > WIDTH) {
                    wrapped.append('\n');
                    column = 0;
                }
                wrapped.append(word);
                column += word.length();
            }
        }
        return wrapped.toString();
    }
}
