// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.io.File;
import java.util.HashMap;
import java.util.Map;
import org.lamap.Lamap;

/** Lets the user choose a recording, alone or together with its laser log, or a folder of recordings. */
final class LinesChooser {
    private LinesChooser() {}

    /**
     * Asks.
     *
     * @return answers to the questions path and log of the form; null if the user cancelled
     * @throws IllegalArgumentException as {@link #sorted}
     */
    static Map<String, String> ask(String title) {
        File[] chosen = PathChooser.ask(title + ": a recording (and its laser log), or a folder of lines", true);
        return chosen == null ? null : sorted(chosen);
    }

    /**
     * Which file is the log and which the recording.
     *
     * @throws IllegalArgumentException for several of them: the order of their lines is that of a folder
     */
    static Map<String, String> sorted(File... files) {
        Map<String, String> answers = new HashMap<>();
        for (File file : files) {
            String question = Lamap.isLaserLog(file.getPath()) ? "log" : "path";
            if (answers.put(question, file.getPath()) != null) {
                throw new IllegalArgumentException("several " + (question.equals("log") ? "laser logs" : "recordings")
                        + " are chosen: choose one, or the folder that holds a file for each line");
            }
        }
        return answers;
    }
}
