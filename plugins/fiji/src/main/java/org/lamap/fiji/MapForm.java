// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions on files of maps, and what the library says of the answers. */
final class MapForm {
    static final String HELP = "<html><p><b>Path</b>: a text image (csv, txt, tsv), a workbook, a pew2 npz, a table of points,"
            + " TIFF or PNG; or a folder of them, one file for each element and all of one size. For signals over time"
            + " the questions of Import line scans... follow.</p>"
            + "<p><b>Folder</b>: read all files of the folder in which the chosen file lies.</p>"
            + "<p><b>Transpose</b>: the scan runs down the columns of the file; they become rows.</p>"
            + "<p><b>Flip lines, Flip pixels</b>: the last line, or the last pixel of each line, becomes the first.</p>"
            + "<p><b>Pixel width, Pixel height</b>: where the files do not state them. The width is scan speed times"
            + " acquisition time, the height is the distance of two lines.</p>"
            + "<p><b>Unit of values</b>: such as counts or cps, where the files do not state it.</p>"
            + "<p><b>Below detection</b>: what becomes of &lt;LOD, n.d. and the like. half: half of the number after &lt;.</p>"
            + "<p><b>Decimal</b>: the decimal mark, where the values do not tell it.</p>"
            + "<p><b>Part</b>: sheet of a workbook or image of an OME-TIFF, by name or number.</p>"
            + "<p><b>Elements axis</b>: of a numpy array of three axes, where its sizes do not tell it.</p>"
            + "<p><b>Layout</b>: image, where a text image is taken for another kind of table.</p>"
            + "<p><b>Points, Columns</b>: unit of the coordinates in a table of points, and which of its columns are"
            + " elements, such as 4,6.</p>";
    private static final String DETECT = "detect";
    /** Keywords, which are the keys of the library. */
    private static final String[] KEYS = {
        "transpose", "flip_lines", "flip_pixels", "below_detection", "decimal", "part", "elements_axis", "layout", "points",
        "columns"
    };
    /** What the library asks for at the end of a sentence, and the field for it. */
    private static final String[][] FIELDS = {
        {"state the decimal mark", "choose Decimal"},
        {"state what such values become: missing, zero or half the limit", "choose below_detection"},
        {"state that the file is an image", "choose image as Layout"},
        {"state mm or um, or that the file is an image", "choose um or mm as Points, or image as Layout"},
        {"state the columns", "fill in Columns"},
        {"state which axis is the elements, first or last", "choose elements_axis"}
    };

    private MapForm() {}

    /** The form as it is at first. */
    static Form of(String title) {
        return new Form(title)
                .message("A file, or a folder of one file for each element.")
                .file("Path")
                .tick("Folder of this file as one map")
                .tick("Transpose: the scan runs down the columns")
                .tick("Flip_lines: the last line is the first")
                .tick("Flip_pixels: the last pixel of a line is its first")
                .text("Pixel_width (µm)", "")
                .text("Pixel_height (µm)", "")
                .beside()
                .text("Unit of values", "")
                .choice("Below_detection", "refuse", Arrays.asList("refuse", "missing", "zero", "half"))
                .choice("Decimal mark", DETECT, Arrays.asList(DETECT, "point", "comma"))
                .text("Part of the file", "")
                .choice("Elements_axis of arrays", DETECT, Arrays.asList(DETECT, "first", "last"))
                .choice("Layout of text", DETECT, Arrays.asList(DETECT, "image"))
                .choice("Points", "none", Arrays.asList("none", "um", "mm"))
                .text("Columns of points", "");
    }

    /** What the answers state, by the keys of the library. */
    static Map<String, String> options(Map<String, String> answers) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String key : KEYS) {
            options.put(key, answers.get(key));
        }
        return options;
    }

    /** A sentence of the library in the words of the form. */
    static String inItsWords(String sentence) {
        for (String[] field : FIELDS) {
            if (sentence.endsWith(field[0])) {
                return sentence.substring(0, sentence.length() - field[0].length()) + field[1];
            }
        }
        return sentence;
    }
}
