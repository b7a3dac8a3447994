// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Macro;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Questions to the user: a dialog that records itself, or the options of a macro. Macros never see the dialog, so that
 * they run without a display, and a misspelt keyword is an error.
 */
final class Form {
    private static final String MACROS = "<p>How macros name the fields, Plugins > Macros > Record... writes.</p>";

    private final String title;
    private final List<Field> fields = new ArrayList<>();
    /** Asked in a window of their own. */
    private final List<Field> advanced = new ArrayList<>();
    /** Keywords of macros that dialogs do not show. */
    private final List<Field> unseen = new ArrayList<>();
    /** Answers that the dialog starts with; macros do not know them. */
    private final Map<String, String> start = new LinkedHashMap<>();
    /** Keywords whose own answers do not hold where a macro states another one. */
    private final Map<String, String> yielding = new LinkedHashMap<>();
    private Consumer<FormDialog> opened = dialog -> { };

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

    /** Name of a file that is written; empty: none. */
    Form saveFile(String label) {
        return add(new Field(Field.Kind.SAVE, label, ""));
    }

    Form choice(String label, String value, List<String> words) {
        return add(new Field(Field.Kind.CHOICE, label, value, words.toArray(new String[0])));
    }

    /** A box that is not ticked at first: a macro ticks it by its keyword alone. */
    Form tick(String label) {
        return add(new Field(Field.Kind.TICK, label, "no"));
    }

    /** A keyword that macros state alone, and that the dialog has no box for: it asks when it must. */
    Form forMacros(String keyword) {
        unseen.add(new Field(Field.Kind.TICK, keyword, "no"));
        return this;
    }

    /** A button of the dialog. */
    Form button(String label, Consumer<FormDialog> action) {
        return add(Field.button(label, action));
    }

    Form add(Field field) {
        fields.add(field);
        return this;
    }

    /** Puts what was added last into one row with what stands before it. */
    Form beside() {
        fields.add(fields.remove(fields.size() - 1).beside());
        return this;
    }

    /** Shows what was added last under another label. */
    Form labelled(String words) {
        fields.add(fields.remove(fields.size() - 1).labelled(words));
        return this;
    }

    /** Adds the questions of another form that most users leave as they are, behind a button. */
    Form advanced(Form others) {
        advanced.addAll(others.fields);
        return this;
    }

    /** Lets a question be empty by itself where a macro states another one. */
    Form yields(String keyword, String to) {
        yielding.put(keyword, to);
        return this;
    }

    /** What is done with the dialog before it is seen. */
    Form opened(Consumer<FormDialog> action) {
        opened = action;
        return this;
    }

    /** The form with other answers at first in its dialog, by keyword; macros still take those of the form. */
    Form remembering(Map<String, String> answers) {
        Form other = copy();
        other.start.putAll(answers);
        return other;
    }

    /** The form with other answers at first, by keyword. */
    Form startingWith(Map<String, String> answers) {
        Form other = copy();
        other.fields.replaceAll(field -> started(field, answers));
        other.advanced.replaceAll(field -> started(field, answers));
        other.start.keySet().removeAll(answers.keySet());
        return other;
    }

    private Form copy() {
        Form other = new Form(title);
        other.fields.addAll(fields);
        other.advanced.addAll(advanced);
        other.unseen.addAll(unseen);
        other.start.putAll(start);
        other.yielding.putAll(yielding);
        other.opened = opened;
        return other;
    }

    private static Field started(Field field, Map<String, String> answers) {
        String answer = field.asks() ? answers.get(field.keyword) : null;
        return answer == null ? field : field.startingWith(answer);
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
        List<Field> seen = fields.stream().map(field -> started(field, start)).collect(Collectors.toList());
        List<Field> behind = advanced.stream().map(field -> started(field, start)).collect(Collectors.toList());
        AdvancedFields others = new AdvancedFields("Advanced", behind);
        if (!behind.isEmpty()) {
            seen.add(others.button());
        }
        FormDialog dialog = new FormDialog(title, seen);
        opened.accept(dialog);
        if (!dialog.isConfirmed(help + MACROS)) {
            return null;
        }
        Map<String, String> answers = dialog.recorded();
        answers.putAll(others.recorded(answers(new LinkedHashMap<>())));
        return answers;
    }

    /** The answers in the options of a macro. */
    Map<String, String> answers(Map<String, String> options) {
        Map<String, Field> questions = questions();
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Field> entry : questions.entrySet()) {
            boolean yields = options.containsKey(yielding.get(entry.getKey()));
            answers.put(entry.getKey(), yields ? "" : entry.getValue().value);
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

    /** A sentence with the fields named as the dialog shows them. */
    String inItsWords(String sentence) {
        Map<String, String> names = new LinkedHashMap<>();
        questions().forEach((keyword, field) -> names.put(keyword, field.name()));
        return Labels.in(sentence, names);
    }

    private Map<String, Field> questions() {
        Map<String, Field> questions = new LinkedHashMap<>();
        for (List<Field> part : Arrays.asList(fields, advanced, unseen)) {
            part.stream().filter(Field::asks).forEach(field -> questions.put(field.keyword, field));
        }
        return questions;
    }
}
