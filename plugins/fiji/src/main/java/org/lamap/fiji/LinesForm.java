// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions on line scans, and what the library says of the answers. */
final class LinesForm {
    static final String HELP = "<html><p><b>Path</b>: signals over time as csv or text (Agilent, Thermo, PerkinElmer, Nu, TOFWERK,"
            + " Iolite, or any table with a column of times): one file with all lines, or a folder of one for each line, as an"
            + " Agilent batch .b.</p>"
            + "<p><b>Log</b>: what the laser wrote, in the format of Iolite. One in the folder of lines is found there. It tells"
            + " speed, distance of lines, repetition rate and spot.</p>"
            + "<p><b>Pattern</b>: which raster of the log is the map, where it holds several: its number or name.</p>"
            + "<p><b>Cut</b>: what divides the recordings into lines. detect: the log, else the files, else the pauses"
            + " of the signal (gaps). columns: a column that numbers the lines, or columns side by side.</p>"
            + "<p><b>Blank</b>: keep the signal with the laser off in the values, or subtract its mean.</p>"
            + "<p><b>Lag</b>: time of the signal at which the first line of the log begins; empty: it is found.</p>"
            + "<p><b>Scan speed, Line spacing</b>: where no log tells them.</p>"
            + "<p><b>Time unit</b>: of a column of times that does not state it.</p>"
            + "<p><b>Unit of values</b>: such as counts or cps, where the recordings do not state it.</p>";
    /** Keywords, and the keys that they are in the library. */
    private static final String[][] KEYS = {
        {"log", "log"}, {"pattern", "pattern"}, {"cut", "cut"}, {"blank", "blank"}, {"lag", "lag_s"},
        {"scan_speed", "scan_speed_um_s"}, {"line_spacing", "line_spacing_um"}, {"time_unit", "time_unit"}
    };
    /** Keywords of numbers, and what is wanted. */
    private static final String[][] NUMBERS = {
        {"lag", "state the time of the signal in s at which the first line of the log begins, as 12.5, or leave it empty: then it is found"},
        {"scan_speed", "state the speed of the stage in µm/s, as 40"},
        {"line_spacing", "state the distance of two lines in µm, as 20"}
    };
    /** Where the library asks for something, and the field for it. */
    private static final String[][] FIELDS = {
        {"state the laser log", "fill in Log"},
        {"state the unit of time", "choose time_unit"},
        {"state the speed of the stage", "fill in scan_speed"},
        {"name those to read", "leave only those to read in it"},
        {"state the lag", "fill in Lag"},
        {"state the pattern by its number or name", "fill in its number or name as Pattern"}
    };

    private LinesForm() {}

    /** The form as it is at first. */
    static Form of(String title, String message) {
        return new Form(title)
                .message(message)
                .file("Path")
                .file("Log of the laser")
                .text("Pattern of the log", "")
                .choice("Cut into lines by", "detect", Arrays.asList("detect", "log", "columns", "files", "gaps"))
                .choice("Blank (laser off)", "keep", Arrays.asList("keep", "subtract"))
                .text("Lag (s)", "")
                .text("Scan_speed (µm/s)", "")
                .text("Line_spacing (µm)", "")
                .choice("Time_unit", "none", Arrays.asList("none", "s", "ms", "us", "min", "h", "d"))
                .text("Unit of values", "");
    }

    /**
     * The answers by the keys of the library.
     *
     * @throws IllegalArgumentException for text that is no number where one is asked for
     */
    static Map<String, String> options(Map<String, String> answers) {
        for (String[] number : NUMBERS) {
            KeyValues.number(number[0], answers.get(number[0]), number[1]);
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String[] key : KEYS) {
            options.put(key[1], answers.get(key[0]));
        }
        return options;
    }

    /** A sentence of the library in the words of the form. */
    static String inItsWords(String sentence) {
        String text = sentence;
        for (String[] key : KEYS) {
            text = text.replaceAll("\\b" + key[1] + "\\b(?= =)", key[0]);
        }
        for (String[] field : FIELDS) {
            text = text.replaceAll(field[0], field[1]);
        }
        return text;
    }
}
