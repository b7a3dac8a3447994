// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lamap.Conditions;
import org.lamap.Setting;
import org.lamap.Settings;

/** Settings in sentences of the library, as dialogs show them. */
final class Labels {
    /** A name, perhaps with its value: scale="linear". */
    private static final Pattern NAME = Pattern.compile("\\b([a-z]+(?:_[a-z0-9]+)*)\\b(?:=\"([^\"]*)\")?");
    /** What tells that a word before it is the name of a field. */
    private static final Pattern AFTER_FIELD = Pattern.compile(" = | is empty| needs a value");
    /** Of settings, which fields leave to their labels. */
    private static final String UNIT = "_(um|um_s|s|hz|mib)$";
    private static final String WASHOUT = "washout_time_s";

    private Labels() {}

    /** The sentence with labels of the dialog of the enhancement. */
    static String in(String sentence) {
        return in(sentence, Collections.<String, String>emptyMap());
    }

    /**
     * The sentence with labels of a dialog.
     *
     * @param fields labels by keyword
     */
    static String in(String sentence, Map<String, String> fields) {
        Map<String, String> labels = labels();
        Matcher found = NAME.matcher(sentence);
        StringBuffer told = new StringBuffer();
        while (found.find()) {
            String name = found.group(1);
            String value = found.group(2);
            String label = isName(name, value, sentence.substring(found.end())) ? label(name, fields, labels) : null;
            String words = label == null ? found.group() : label + (value == null ? "" : " = " + value);
            found.appendReplacement(told, Matcher.quoteReplacement(words));
        }
        return found.appendTail(told).toString();
    }

    /** A name of one word is a word of the language too, unless it is followed as only names are. */
    private static boolean isName(String name, String value, String after) {
        return value != null || name.contains("_") || AFTER_FIELD.matcher(after).lookingAt();
    }

    private static String label(String name, Map<String, String> fields, Map<String, String> others) {
        String keyword = fields.containsKey(name) ? name : name.equals(WASHOUT) ? "washout" : name.replaceFirst(UNIT, "");
        return fields.containsKey(keyword) ? "“" + fields.get(keyword) + "”" : others.get(name);
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (Setting condition : Conditions.table()) {
            labels.put(condition.key(), condition.key() + " in “Conditions”");
        }
        labels.put("beam_size_um", "“Beam size”");
        labels.put(WASHOUT, "“Washout”");
        for (Setting setting : Settings.table()) {
            String words = setting.key().replaceFirst(UNIT, "").replace('_', ' ');
            labels.put(setting.key(), "“" + words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + "”");
        }
        return labels;
    }
}
