// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.plugin.frame.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions that stand in a window of their own, since most users leave them as they are. */
final class AdvancedFields {
    private final String title;
    private final List<Field> fields;
    private final Map<String, String> answers = new LinkedHashMap<>();

    AdvancedFields(String title, List<Field> fields) {
        this.title = title;
        this.fields = new ArrayList<>(fields);
        fields.stream().filter(Field::asks).forEach(field -> answers.put(field.keyword, field.value));
    }

    /** The button that opens them. */
    Field button() {
        return Field.button(title + "...", form -> ask());
    }

    private void ask() {
        List<Field> started = new ArrayList<>();
        for (Field field : fields) {
            started.add(field.asks() ? field.startingWith(answers.get(field.keyword)) : field);
        }
        FormDialog dialog = new FormDialog(title, started);
        if (dialog.isConfirmed("")) {
            answers.putAll(dialog.shown());
        }
    }

    /** The answers; those that differ from what a macro takes by itself are recorded. */
    Map<String, String> recorded(Map<String, String> ofMacros) {
        for (Field field : fields) {
            String answer = field.asks() ? answers.get(field.keyword) : null;
            if (Recorder.record && answer != null && !answer.equals(ofMacros.get(field.keyword))) {
                field.record(answer);
            }
        }
        return answers;
    }
}
