// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Lamap;
import org.lamap.Setting;
import org.lamap.Settings;

/** Questions and help that follow from the tables of settings of lamap. */
final class SettingFields {
    private static final List<String> NO_YES = Arrays.asList("no", "yes");

    private SettingFields() {}

    /** One question for each setting of an enhancement; its keyword is the key. */
    static void addTo(Form form) {
        for (Setting setting : Settings.table()) {
            String key = setting.key().substring(0, 1).toUpperCase(Locale.ROOT) + setting.key().substring(1);
            String label = key + (setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")");
            if (setting.choices().equals(NO_YES) && setting.defaultValue().equals("no")) {
                form.tick(label);
            } else if (!setting.choices().isEmpty()) {
                form.choice(label, setting.defaultValue(), setting.choices());
            } else {
                form.text(label, setting.defaultValue());
            }
        }
    }

    /** The answers that are settings of an enhancement. */
    static Settings of(Map<String, String> answers) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Setting setting : Settings.table()) {
            pairs.put(setting.key(), answers.get(setting.key()));
        }
        return KeyValues.settings(pairs);
    }

    /** Names of presets after the word for none. */
    static List<String> presets() {
        List<String> presets = new ArrayList<>();
        presets.add(KeyValues.NO_PRESET);
        presets.addAll(Lamap.presets().keySet());
        return presets;
    }

    /** What the settings of an enhancement mean, as HTML. */
    static String enhancementHelp() {
        return "<html><h3>Settings</h3>" + rows(Settings.table()) + "<h3>Conditions, as key=value</h3>" + conditionsHelp();
    }

    /** What conditions there are, as HTML. */
    static String ablationHelp() {
        return "<html><h3>Conditions, as key=value</h3>" + conditionsHelp();
    }

    private static String conditionsHelp() {
        StringBuilder presets = new StringBuilder(rows(Conditions.table())).append("<h3>Presets</h3>");
        for (Map.Entry<String, String> preset : Lamap.presets().entrySet()) {
            presets.append("<p><b>").append(preset.getKey()).append("</b>: ").append(preset.getValue()).append("</p>");
        }
        return presets.toString();
    }

    private static String rows(List<Setting> table) {
        StringBuilder rows = new StringBuilder();
        for (Setting setting : table) {
            String range = setting.choices().isEmpty()
                    ? setting.min() + " to " + setting.max() + " " + setting.unit()
                    : String.join(", ", setting.choices());
            rows.append("<p><b>").append(setting.key()).append("</b> = ").append(setting.defaultValue()).append(" [")
                    .append(range).append("]<br>").append(setting.help()).append("</p>");
        }
        return rows.toString();
    }
}
