// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.plugin.PlugIn;
import java.io.File;
import java.util.Arrays;
import java.util.Map;

/** Menu command "Import LA maps...". */
public final class ImportPlugIn implements PlugIn {
    private static final String TITLE = "Import LA maps";
    private static final String HELP = "<html><p><b>Path</b>: a text image (csv, txt, tsv), a pew2 npz, a table of points,"
            + " TIFF or PNG; or a folder of them, one file for each element and all of one size. For signals over time"
            + " the questions of Import line scans... follow.</p>"
            + "<p><b>Folder</b>: read all files of the folder in which the chosen file lies.</p>"
            + "<p><b>Points</b>: unit of the coordinates, where the files are tables of points.</p>"
            + "<p><b>Pixel width, height</b>: where the files do not state them. The width is scan speed times"
            + " acquisition time, the height is the distance of two lines.</p>";

    @Override
    public void run(String argument) {
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            Form form = new Form(TITLE)
                    .message("A file, or a folder of one file for each element.")
                    .file("Path")
                    .tick("Folder of this file as one map")
                    .choice("Points", "none", Arrays.asList("none", "um", "mm"))
                    .text("Pixel_width (um)", "")
                    .text("Pixel_height (um)", "")
                    .text("Unit of values", "");
            return command.ask(form, HELP, ImportPlugIn::read);
        });
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
                answers.get("points").equals("none") ? "" : answers.get("points"),
                Texts.number("pixel_width", answers.get("pixel_width")),
                Texts.number("pixel_height", answers.get("pixel_height")),
                answers.get("unit"));
        try {
            return show(reader.run(path));
        } catch (LinesFound lines) {
            if (Form.isAnswered()) {
                throw lines;
            }
            return LinesPlugIn.goOn(path);
        }
    }

    private static String show(ImagePlus image) {
        image.show();
        Notes.log(TITLE, image);
        return image.getCalibration().scaled()
                ? "done"
                : "the files state no pixel size; set it in Image > Properties...";
    }
}
