// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Macro;
import ij.gui.GenericDialog;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions to the user: a dialog that records itself, or the options of a macro. Macros never see the dialog, so that
 * they run without a display, and a misspelt keyword is an error.
 */
final class Form {
    private final String title;
    private final List<Field> fields = new ArrayList<>();

    Form(String title) {
        this.title = title;
    }

    /** Text that asks nothing. */
    Form message(String text) {
        return add(new Field(Field.Kind.MESSAGE, text, ""));
    }

    Form text(String label, String value) {
        return add(new Field(Field.Kind.TEXT, label, value));
    }

    /** Text that needs room. */
    Form longText(String label, String value) {
        return add(new Field(Field.Kind.LONG_TEXT, label, value));
    }

    Form file(String label) {
        return add(new Field(Field.Kind.FILE, label, ""));
    }

    Form choice(String label, String value, List<String> words) {
        return add(new Field(Field.Kind.CHOICE, label, value, words.toArray(new String[0])));
    }

    /** A box that is not ticked at first: a macro ticks it by its keyword alone. */
    Form tick(String label) {
        return add(new Field(Field.Kind.TICK, label, "no"));
    }

    Form add(Field field) {
        fields.add(field);
        return this;
    }

    /** The form with other answers at first, by keyword. */
    Form startingWith(Map<String, String> answers) {
        Form other = new Form(title);
        for (Field field : fields) {
            String answer = answers.get(field.keyword());
            other.add(field.kind == Field.Kind.MESSAGE || answer == null ? field : field.startingWith(answer));
        }
        return other;
    }

    /** Whether a macro answers, so that nobody is asked. */
    static boolean isAnswered() {
        return Macro.getOptions() != null || GraphicsEnvironment.isHeadless();
    }

    /**
     * Asks.
     *
     * @param help HTML for the help button
     * @return the answers by keyword; null if the user cancelled
     * @throws IllegalArgumentException if a macro uses a keyword that there is not
     */
    Map<String, String> ask(String help) {
        if (isAnswered()) {
            String options = Macro.getOptions();
            return answers(MacroOptions.parse(options == null ? "" : options));
        }
        GenericDialog dialog = new GenericDialog(title);
        for (Field field : fields) {
            field.addTo(dialog);
        }
        dialog.addHelp(help);
        dialog.showDialog();
        if (dialog.wasCanceled()) {
            return null;
        }
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Field> entry : questions().entrySet()) {
            answers.put(entry.getKey(), entry.getValue().answer(dialog));
        }
        return answers;
    }

    /** The answers in the options of a macro. */
    Map<String, String> answers(Map<String, String> options) {
        Map<String, Field> questions = questions();
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Field> entry : questions.entrySet()) {
            answers.put(entry.getKey(), entry.getValue().value);
        }
        for (Map.Entry<String, String> option : options.entrySet()) {
            Field field = questions.get(option.getKey());
            if (field == null) {
                throw new IllegalArgumentException("there is no keyword " + option.getKey() + "; there are "
                        + String.join(", ", questions.keySet()));
            }
            answers.put(option.getKey(), field.answer(option.getValue()));
        }
        return answers;
    }

    private Map<String, Field> questions() {
        Map<String, Field> questions = new LinkedHashMap<>();
        for (Field field : fields) {
            if (field.kind != Field.Kind.MESSAGE) {
                questions.put(field.keyword(), field);
            }
        }
        return questions;
    }
}
