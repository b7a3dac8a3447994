// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Macro;
import ij.gui.GenericDialog;
import java.awt.TextField;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;

/** One question of a form. */
final class Field {
    /** How a question is asked. */
    enum Kind { MESSAGE, TEXT, LONG_TEXT, FILE, CHOICE, TICK }

    private static final int SHORT = 10;
    private static final int LONG = 34;

    final Kind kind;
    private final String label;
    final String value;
    private final String[] words;

    /**
     * A question.
     *
     * @param kind how it is asked
     * @param label its first word in lower case is the keyword of macros
     * @param value answer at first
     * @param words answers to choose from
     */
    Field(Kind kind, String label, String value, String... words) {
        this.kind = kind;
        this.label = label;
        this.value = value;
        this.words = words;
    }

    /** The same question with another answer at first. */
    Field startingWith(String answer) {
        return new Field(kind, label, answer, words);
    }

    String keyword() {
        return Macro.trimKey(label);
    }

    void addTo(GenericDialog dialog) {
        switch (kind) {
            case TEXT:
                dialog.addStringField(label, value, SHORT);
                break;
            case LONG_TEXT:
                dialog.addStringField(label, value, LONG);
                break;
            case FILE:
                dialog.addFileField(label, value, LONG - SHORT);
                showEnd(dialog, (TextField) dialog.getStringFields().lastElement());
                break;
            case CHOICE:
                dialog.addChoice(label, words, value);
                break;
            case TICK:
                dialog.addCheckbox(label, value.equals("yes"));
                break;
            default:
                dialog.addMessage(label);
        }
    }

    /** Of a long path the name of the file is seen; a field scrolls only when it is shown. */
    private static void showEnd(GenericDialog dialog, TextField field) {
        dialog.addWindowListener(new WindowAdapter() {
            @Override
            public void windowOpened(WindowEvent event) {
                field.setCaretPosition(field.getText().length());
            }
        });
    }

    /** The answer in a dialog that was closed with OK; the dialog records it. */
    String answer(GenericDialog dialog) {
        switch (kind) {
            case CHOICE:
                return dialog.getNextChoice();
            case TICK:
                return dialog.getNextBoolean() ? "yes" : "no";
            default:
                return dialog.getNextString();
        }
    }

    /** The answer in a macro; null stands for a keyword alone. */
    String answer(String option) {
        if (option == null && kind != Kind.TICK) {
            throw new IllegalArgumentException(keyword() + " needs a value: " + keyword() + "=...");
        }
        return option == null ? "yes" : option;
    }
}
