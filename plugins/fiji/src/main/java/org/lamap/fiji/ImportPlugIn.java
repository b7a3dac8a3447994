// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.plugin.PlugIn;
import java.io.File;
import java.util.Collections;
import java.util.Map;

/** Menu command "Import LA maps...". */
public final class ImportPlugIn implements PlugIn {
    static final String COMMAND = "Import LA maps...";
    private static final String TITLE = "Import LA maps";

    @Override
    public void run(String argument) {
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            if (Form.isAnswered()) {
                return command.ask(MapForm.of(TITLE), MapForm.HELP, ImportPlugIn::read);
            }
            File[] chosen = PathChooser.ask(TITLE + ": a file, or a folder of one for each element", false);
            return chosen == null ? null : ask(chosen[0]);
        });
    }

    /**
     * Asks what a file does not tell, and opens it.
     *
     * @return a word for the status bar; null if the user changed his mind
     */
    static String ask(File path) {
        return new MenuCommand(TITLE).ask(
                MapForm.of(TITLE).startingWith(Collections.singletonMap("path", path.getPath())), MapForm.HELP, ImportPlugIn::read);
    }

    private static String read(Map<String, String> answers) {
        File path = new File(answers.get("path"));
        if (answers.get("path").isEmpty()) {
            throw new IllegalArgumentException("path is empty: name a file or a folder");
        }
        if (answers.get("folder").equals("yes") && path.isFile()) {
            path = path.getAbsoluteFile().getParentFile();
        }
        MapImport reader = new MapImport(
                MapForm.options(answers),
                KeyValues.number("pixel_width", answers.get("pixel_width")),
                KeyValues.number("pixel_height", answers.get("pixel_height")),
                answers.get("unit"));
        try {
            return show(reader.run(path, new MenuCommand(TITLE)::step));
        } catch (LinesFound lines) {
            if (Form.isAnswered()) {
                throw lines;
            }
            return LinesPlugIn.goOn(path);
        }
    }

    private static String show(ImagePlus image) {
        Titles.show(image);
        Notes.log(TITLE, image);
        return image.getCalibration().scaled()
                ? "done"
                : "the files state no pixel size; set it in Image > Properties...";
    }
}
