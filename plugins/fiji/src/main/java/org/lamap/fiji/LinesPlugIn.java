// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.util.Collections;
import java.util.Map;

/** Menu command "Import line scans...". */
public final class LinesPlugIn implements PlugIn {
    static final String COMMAND = "Import line scans...";
    private static final String TITLE = "Import line scans";

    @Override
    public void run(String argument) {
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            Map<String, String> chosen =
                    Form.isAnswered() ? Collections.<String, String>emptyMap() : LinesChooser.ask(TITLE);
            return chosen == null ? null : ask(command, "Signals over time, and what they do not tell:", chosen);
        });
    }

    /**
     * Goes on with a file that was to be read as a map.
     *
     * @return a word for the status bar; null if the user changed his mind
     */
    static String goOn(File path) {
        Recorder.setCommand(COMMAND);
        return ask(new MenuCommand(TITLE), path.getName() + " holds signals over time. What they do not tell:",
                Collections.singletonMap("path", path.getPath()));
    }

    private static String ask(MenuCommand command, String message, Map<String, String> chosen) {
        return command.ask(LinesForm.of(TITLE, message).startingWith(chosen), LinesForm.HELP, LinesPlugIn::read);
    }

    private static String read(Map<String, String> answers) {
        if (answers.get("path").isEmpty()) {
            throw new IllegalArgumentException("path is empty: name a file or a folder");
        }
        ImagePlus image = new LinesImport(LinesForm.options(answers), answers.get("unit"))
                .run(new File(answers.get("path")), new MenuCommand(TITLE)::step);
        Titles.show(image);
        Notes.log(TITLE, image);
        return image.getCalibration().scaled()
                ? "done"
                : "scan speed and line spacing are not both known; state them, or set the pixel in Image > Properties...";
    }
}
