// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Macro;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Setting;

/** The short form of an instrument: its name, and what most users know of it. */
final class InstrumentForm {
    static final String TITLE = "My instrument";
    /** Keyword of macros: an instrument of the same name is replaced. */
    static final String REPLACE = "replace";
    static final String NOTE = "Saved under a name, it is listed beside the presets, here, in napari and in Python. Beam size"
            + " and washout are estimated where you leave them open; a washout needs the scan speed too. With the scan speed, state the"
            + " acquisition time: their product is the pixel width.";
    private static final String WASHOUT = "washout";
    private static final String NONE = "none";
    /** Labels, and the settings that they ask for. */
    private static final String[][] ROWS = {
        {"Beam_size (µm)", "beam_size_um"},
        {"Scan_speed (µm/s)", "scan_speed_um_s"},
        {"Line_spacing (µm)", "line_spacing_um"},
        {"Acquisition_time of one pixel (s)", "acquisition_time_s"},
        {"Repetition_rate of the laser (Hz)", "repetition_rate_hz"},
        {"Washout (s)", "washout_time_s"}
    };

    private InstrumentForm() {}

    /** The questions with answers at first. */
    static List<Field> fields(Map<String, String> answers) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(Field.Kind.LONG_TEXT, "Name", answers.getOrDefault("name", "")));
        for (String[] row : ROWS) {
            fields.add(new Field(Field.Kind.TEXT, row[0], answers.getOrDefault(keyword(row), "")));
        }
        return fields;
    }

    /** The questions without that for the name, empty at first. */
    static List<Field> settings() {
        List<Field> fields = fields(Collections.<String, String>emptyMap());
        return fields.subList(1, fields.size());
    }

    private static String keyword(String[] row) {
        return Macro.trimKey(row[0]);
    }

    /** What conditions state of it, as answers; empty where they leave it open. */
    static Map<String, String> answers(Conditions conditions) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String[] row : ROWS) {
            answers.put(keyword(row), StatedText.value(conditions, row[1]));
        }
        answers.put(WASHOUT, InstrumentAnswers.ofConditions(conditions).get(WASHOUT));
        return answers;
    }

    /**
     * Conditions from the answers; an empty one leaves its setting open.
     *
     * @param rest what the form does not ask for is taken from these
     * @throws IllegalArgumentException for text that is no number; the sentence tells unit and range
     * @throws org.lamap.LamapException for a number out of range
     */
    static Conditions conditions(Map<String, String> answers, Conditions rest) {
        Map<String, String> before = answers(rest);
        Conditions conditions = rest;
        for (String[] row : ROWS) {
            String keyword = keyword(row);
            String answer = answers.get(keyword).trim();
            if (answer.equals(before.get(keyword))) {
                continue;
            }
            check(keyword, SettingFields.condition(row[1]), answer);
            conditions = keyword.equals(WASHOUT) ? withWashout(conditions, answer) : with(conditions, row[1], answer);
        }
        return conditions;
    }

    /** Conditions with the answers over them; an empty one leaves what they state. */
    static Conditions over(Conditions conditions, Map<String, String> answers) {
        Map<String, String> stated = answers(conditions);
        stated.replaceAll((keyword, before) -> answers.get(keyword).trim().isEmpty() ? before : answers.get(keyword));
        return conditions(stated, conditions);
    }

    private static Conditions with(Conditions conditions, String key, String value) {
        return value.isEmpty() ? StatedText.without(conditions, Collections.singleton(key)) : conditions.with(key, value);
    }

    private static Conditions withWashout(Conditions conditions, String washout) {
        return washout.isEmpty()
                ? InstrumentAnswers.withoutWashout(conditions)
                : InstrumentAnswers.withWashout(conditions, washout);
    }

    private static void check(String keyword, Setting setting, String answer) {
        boolean mayBeNone = keyword.equals(WASHOUT);
        if (answer.isEmpty() || (mayBeNone && answer.equalsIgnoreCase(NONE))) {
            return;
        }
        try {
            new BigDecimal(answer);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException(keyword + " = " + answer + " is not a number: state " + setting.range()
                    + (mayBeNone ? ", or none" : ""));
        }
    }

    /** What is asked for, with ranges, as HTML. */
    static String help() {
        return "<html><p><b>Name</b>: 1 to 80 letters. Another instrument of this name is replaced if you agree; a macro states the keyword "
                + REPLACE + ".</p>" + settingsHelp();
    }

    /** The same of all but the name, without the mark that begins a page. */
    static String settingsHelp() {
        StringBuilder help = new StringBuilder();
        for (String[] row : ROWS) {
            Setting setting = SettingFields.condition(row[1]);
            help.append("<p><b>").append(row[0].split(" ")[0].replace('_', ' ')).append("</b> [").append(setting.range()).append("]<br>").append(setting.help());
            help.append(keyword(row).equals(WASHOUT) ? "; none: there is none, as in LIBS</p>" : "</p>");
        }
        return help.toString();
    }
}
