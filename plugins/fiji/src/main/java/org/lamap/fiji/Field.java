// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Macro;
import ij.plugin.frame.Recorder;
import java.util.Arrays;
import java.util.function.Consumer;

/** One question of a form, or something in it that asks nothing. */
final class Field {
    /** How a question is asked. */
    enum Kind { MESSAGE, BUTTON, TEXT, LONG_TEXT, FILE, SAVE, CHOICE, TICK }

    final Kind kind;
    /** As macros name it. */
    final String keyword;
    /** Answer at first. */
    final String value;
    /** Answers to choose from. */
    final String[] words;
    /** What a button does. */
    final Consumer<FormDialog> action;
    /** Whether it stands in one row with what is before it. */
    final boolean isBeside;
    private final String label;

    private Field(Kind kind, String label, String keyword, String value, String[] words, Consumer<FormDialog> action,
            boolean isBeside) {
        this.kind = kind;
        this.label = label;
        this.keyword = keyword;
        this.value = value;
        this.words = words;
        this.action = action;
        this.isBeside = isBeside;
    }

    /**
     * A question.
     *
     * @param kind how it is asked
     * @param label its first word in lower case is the keyword of macros
     * @param value answer at first
     * @param words answers to choose from
     */
    Field(Kind kind, String label, String value, String... words) {
        this(kind, label, Macro.trimKey(label), value, words, null, false);
    }

    /** A button of the dialog; macros do not know it. */
    static Field button(String label, Consumer<FormDialog> action) {
        return new Field(Kind.BUTTON, label, "", "", new String[0], action, false);
    }

    /** Text that asks nothing; a dialog can hide it by its keyword. */
    static Field message(String keyword, String text) {
        return new Field(Kind.MESSAGE, text, keyword, "", new String[0], null, false);
    }

    /** The same question with another answer at first; a choice that lacks the word gets it. */
    Field startingWith(String answer) {
        boolean isNew = kind == Kind.CHOICE && !Arrays.asList(words).contains(answer);
        String[] known = isNew ? Arrays.copyOf(words, words.length + 1) : words;
        if (isNew) {
            known[words.length] = answer;
        }
        return new Field(kind, label, keyword, answer, known, action, isBeside);
    }

    /** The same in one row with what stands before it. */
    Field beside() {
        return new Field(kind, label, keyword, value, words, action, true);
    }

    /** The same under another label. */
    Field labelled(String words) {
        return new Field(kind, words, keyword, value, this.words, action, isBeside);
    }

    boolean asks() {
        return kind != Kind.MESSAGE && kind != Kind.BUTTON;
    }

    boolean isPath() {
        return kind == Kind.FILE || kind == Kind.SAVE;
    }

    /** The label as people read it. */
    String shownLabel() {
        return kind == Kind.MESSAGE ? Sentences.wrapped(label) : label.replace('_', ' ');
    }

    /** The label as sentences name it: without unit and explanation. */
    String name() {
        return shownLabel().replaceFirst("( \\(|:).*", "");
    }

    /** The answer in a macro; null stands for a keyword alone. */
    String answer(String option) {
        if (option == null && kind != Kind.TICK) {
            throw new IllegalArgumentException(keyword + " needs a value: " + keyword + "=...");
        }
        return option == null ? "yes" : option;
    }

    /** Writes the answer into the line that the recorder makes. */
    void record(String answer) {
        if (kind != Kind.TICK) {
            boolean isWindowsPath = isPath() && answer.matches("[A-Za-z]:\\\\.*");
            String plain = isWindowsPath ? answer.replace('\\', '/') : answer;
            Recorder.recordOption(keyword, plain.isEmpty() ? "[]" : plain);
        } else if (answer.equals("yes")) {
            Recorder.recordOption(keyword);
        }
    }
}
