// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.util.LinkedHashMap;

/** Opens a map for a command that needs one: it asks for the file, and for more only where the file does not tell it. */
final class MapOpening {
    private MapOpening() {}

    /**
     * Asks.
     *
     * @param title of the command, for its windows
     * @param command as the recorder names it; the import is recorded before it
     * @return the map, which is shown; null if the user cancelled
     */
    static ImagePlus ask(String title, String command) {
        File[] chosen = PathChooser.ask(title + ": choose a file or a folder", false);
        if (chosen == null) {
            return null;
        }
        Recorder.setCommand(ImportPlugIn.COMMAND);
        boolean isOpened = open(chosen[0], title);
        if (!isOpened) {
            Recorder.setCommand(null);
            return null;
        }
        if (Recorder.record) {
            Recorder.saveCommand();
        }
        Recorder.setCommand(command);
        return WindowManager.getCurrentImage();
    }

    private static boolean open(File path, String title) {
        try {
            ImagePlus image = new MapImport(new LinkedHashMap<>(), 0, 0, "").run(path, new MenuCommand(title)::step);
            Recorder.recordPath("path", path.getPath());
            Titles.show(image);
            Notes.log(title, image);
            return true;
        } catch (LinesFound lines) {
            return LinesPlugIn.goOn(path) != null;
        } catch (IllegalArgumentException question) {
            IJ.showMessage(title, Sentences.wrapped(MapForm.of(title).inItsWords(question.getMessage())));
            return ImportPlugIn.ask(path) != null;
        }
    }
}
