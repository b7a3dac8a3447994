// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lamap.Conditions;
import org.lamap.Setting;
import org.lamap.Settings;

/** Settings in sentences of the library, as the dialog of the enhancement shows them. */
final class Labels {
    /** A name, perhaps with its value: scale="linear". */
    private static final Pattern NAME = Pattern.compile("\\b([a-z]+(?:_[a-z]+)*)\\b(?:=\"([^\"]*)\")?");

    private Labels() {}

    /** The sentence with labels of the dialog; a name of one word is a word of the language too, unless its value follows. */
    static String in(String sentence) {
        Map<String, String> labels = labels();
        Matcher found = NAME.matcher(sentence);
        StringBuffer told = new StringBuffer();
        while (found.find()) {
            String label = labels.get(found.group(1));
            String value = found.group(2);
            boolean isName = label != null && (value != null || found.group(1).contains("_"));
            String words = isName ? label + (value == null ? "" : " = " + value) : found.group();
            found.appendReplacement(told, Matcher.quoteReplacement(words));
        }
        return found.appendTail(told).toString();
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (Setting condition : Conditions.table()) {
            labels.put(condition.key(), condition.key() + " in “Conditions”");
        }
        labels.put("beam_size_um", "“Beam size”");
        labels.put("washout_time_s", "“Washout”");
        for (Setting setting : Settings.table()) {
            String words = setting.key().replaceFirst("_(s|mib)$", "").replace('_', ' ');
            labels.put(setting.key(), "“" + words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + "”");
        }
        return labels;
    }
}
