// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.TextField;
import java.awt.event.KeyListener;

/** The part of a dialog that holds the answer to a question: a text, a choice or a box to tick. */
final class FieldPart {
    private static final int SHORT = 8;
    private static final int LONG = 46;

    final Component component;

    /** Keys go to the dialog too, which knows Enter and Esc. */
    FieldPart(Field field, KeyListener dialog) {
        component = component(field);
        component.setName(field.keyword); // by which tests find it
        component.addKeyListener(dialog);
    }

    private static Component component(Field field) {
        switch (field.kind) {
            case CHOICE:
                Choice choice = new Choice();
                for (String word : field.words) {
                    choice.add(word);
                }
                choice.select(field.value);
                return choice;
            case TICK:
                return new Checkbox(field.shownLabel(), field.value.equals("yes"));
            default:
                return new TextField(field.value, field.kind == Field.Kind.TEXT ? SHORT : LONG);
        }
    }

    /** The answer as it stands. */
    String answer() {
        if (component instanceof Choice) {
            return ((Choice) component).getSelectedItem();
        }
        if (component instanceof Checkbox) {
            return ((Checkbox) component).getState() ? "yes" : "no";
        }
        return ((TextField) component).getText();
    }

    /** Puts an answer in; a choice that lacks the word gets it. */
    void show(String answer) {
        if (component instanceof Choice) {
            Choice choice = (Choice) component;
            choice.select(answer);
            if (!answer.equals(choice.getSelectedItem())) {
                choice.add(answer);
                choice.select(answer);
            }
        } else if (component instanceof Checkbox) {
            ((Checkbox) component).setState(answer.equals("yes"));
        } else {
            ((TextField) component).setText(answer);
        }
    }
}
