// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.lamap.Conditions;
import org.lamap.Instruments;
import org.lamap.Lamap;
import org.lamap.Setting;
import org.lamap.Settings;

/** Questions and help that follow from the tables of settings of lamap. */
final class SettingFields {
    private static final List<String> NO_YES = Arrays.asList("no", "yes");

    /** What is asked for and is no setting. */
    private static final String FIELDS = "<h3>Map</h3>"
            + "<p><b>Elements</b>: all, current, or labels of slices separated by commas.</p>"
            + "<p><b>Unit</b>: of the values. counts: whole counts of the detector in each pixel. cps: counts per second; state the"
            + " dwell time of one element too. Any other is a concentration or an intensity. image: as the image says. Noise is"
            + " told from structure by it.</p>"
            + "<p><b>Pixel width, Pixel height</b>: in µm; the width is scan speed times the time of a pixel, the height the"
            + " distance of two lines. Empty: that of the image.</p>"
            + "<h3>Instrument</h3>"
            + "<p><b>Preset</b>: one of your instruments, or a preset that comes with lamap. <i>My instrument...</i> saves"
            + " yours under a name, from the menu or beside this choice.</p>"
            + "<p><b>Beam size</b>: side or diameter of the spot in µm. Empty: estimated.</p>"
            + "<p><b>Washout</b>: time until 99 % of the signal of one pulse is there, in s; none: there is none, as in LIBS."
            + " Empty: its width is estimated, and the map stays displaced along the scan.</p>"
            + "<p><b>Conditions</b>: what else is known, as key=value key=value.</p>"
            + "<h3>Result</h3>"
            + "<p><b>Uncertainty, Chi square</b>: two more images: the standard deviation of the estimate, and for each measured"
            + " pixel its squared residual in variances of the noise: about 1 or below on average where the estimate explains the map.</p>"
            + "<p><b>Model</b>: an ONNX file; empty: the built-in model.</p>";

    private SettingFields() {}

    /** Questions for some settings of an enhancement, in the order of the keys; the keyword of each is its key. */
    static void addTo(Form form, List<String> keys) {
        for (String key : keys) {
            addTo(form, Settings.table().stream().filter(row -> row.key().equals(key)).findFirst().get());
        }
    }

    /** Questions for all settings but some. */
    static void addOthersTo(Form form, List<String> keys) {
        Settings.table().stream().filter(row -> !keys.contains(row.key())).forEach(row -> addTo(form, row));
    }

    private static void addTo(Form form, Setting setting) {
        String key = capital(setting.key());
        if (setting.choices().equals(NO_YES) && setting.defaultValue().equals("no")) {
            form.tick(key);
        } else if (!setting.choices().isEmpty()) {
            form.choice(key, setting.defaultValue(), setting.choices());
        } else {
            form.text(key, setting.defaultValue());
        }
        if (!setting.unit().isEmpty()) {
            form.labelled(label(setting));
        }
    }

    private static String capital(String key) {
        return key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
    }

    /** A setting of an enhancement as people read it, with its unit. */
    private static String label(Setting setting) {
        String words = capital(setting.key()).replaceFirst("_(s|mib)$", "").replace('_', ' ');
        return words + (setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")");
    }

    private static String heading(Setting setting) {
        return "<b>" + label(setting) + "</b>" + (setting.key().contains("_") ? " (in macros " + setting.key() + ")" : "");
    }

    /** The answers that are settings of an enhancement. */
    static Settings of(Map<String, String> answers) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Setting setting : Settings.table()) {
            pairs.put(setting.key(), answers.get(setting.key()));
        }
        return KeyValues.settings(pairs);
    }

    /** What there is to know of a condition. */
    static Setting condition(String key) {
        return Conditions.table().stream().filter(row -> row.key().equals(key)).findFirst().get();
    }

    /** The word for none, names of saved instruments, then those of presets. */
    static List<String> presets() {
        List<String> presets = new ArrayList<>();
        presets.add(KeyValues.NO_PRESET);
        presets.addAll(Instruments.ofUser().all(null).keySet());
        Lamap.presets().keySet().stream().filter(name -> !presets.contains(name)).forEach(presets::add);
        return presets;
    }

    /** What the settings of an enhancement mean, as HTML. */
    static String enhancementHelp() {
        return "<html>" + FIELDS + "<h3>Settings</h3>" + rows(Settings.table(), SettingFields::heading) + "<h3>Conditions, as key=value</h3>" + conditionsHelp();
    }

    /** What conditions and presets there are, as HTML without the mark that begins a page. */
    static String ablationHelp() {
        return "<h3>Conditions, as key=value</h3>" + conditionsHelp();
    }

    private static String conditionsHelp() {
        StringBuilder presets = new StringBuilder(rows(Conditions.table(), row -> "<b>" + row.key() + "</b>")).append("<h3>Presets</h3>");
        for (Map.Entry<String, String> preset : Lamap.presets().entrySet()) {
            presets.append("<p><b>").append(preset.getKey()).append("</b>: ").append(preset.getValue()).append("</p>");
        }
        return presets.toString();
    }

    private static String rows(List<Setting> table, Function<Setting, String> heading) {
        StringBuilder rows = new StringBuilder();
        for (Setting setting : table) {
            rows.append("<p>").append(heading.apply(setting)).append(" = ").append(setting.defaultValue()).append(" [")
                    .append(setting.range()).append("]<br>").append(setting.help()).append("</p>");
        }
        return rows.toString();
    }
}
