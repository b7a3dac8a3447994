// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Prefs;
import ij.gui.GUI;
import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Component;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Label;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A form as a window, whose answers can be seen and changed while it is open. */
final class FormDialog {
    private static final int GAP = 6;
    private static final Font PLAIN = new Font(Font.DIALOG, Font.PLAIN, 12);

    private final GenericDialog dialog;
    private final Panel grid = new Panel(new GridBagLayout());
    private final Map<String, Field> questions = new LinkedHashMap<>();
    private final Map<String, FieldPart> parts = new LinkedHashMap<>();
    private final Map<String, Component> messages = new LinkedHashMap<>();
    private Panel row;
    private int rows;

    FormDialog(String title, List<Field> fields) {
        dialog = new GenericDialog(title);
        fields.forEach(this::add);
        if (Prefs.getGuiScale() != 1) { // Edit > Options > Appearance...
            grid.setFont(PLAIN); // parts that are not yet on a screen have no font that could be scaled
            GUI.scale(grid);
        }
        dialog.addPanel(grid);
    }

    private void add(Field field) {
        Label label = new Label(field.shownLabel());
        boolean isLabelled = field.asks() && field.kind != Field.Kind.TICK;
        if (!field.isBeside || row == null) {
            row = new Panel(new FlowLayout(FlowLayout.LEFT, GAP, 0));
            if (isLabelled) {
                place(label, 0, 1, GridBagConstraints.EAST);
            }
            place(row, isLabelled ? 1 : 0, isLabelled ? 1 : 2, GridBagConstraints.WEST);
            rows++;
        } else if (isLabelled) {
            row.add(label);
        }
        if (field.asks()) {
            ask(field);
        } else if (field.kind == Field.Kind.BUTTON) {
            row.add(button(field));
        } else {
            Component message = new MultiLineLabel(field.shownLabel());
            message.setName(field.keyword); // by which tests find it
            messages.put(field.keyword, message);
            row.add(message);
        }
    }

    private void place(Component component, int column, int width, int anchor) {
        grid.add(component, new GridBagConstraints(column, rows, width, 1, 0, 0, anchor, GridBagConstraints.NONE,
                new Insets(GAP / 3, 0, GAP / 3, 0), 0, 0));
    }

    private void ask(Field field) {
        FieldPart part = new FieldPart(field, dialog);
        questions.put(field.keyword, field);
        parts.put(field.keyword, part);
        row.add(part.component);
        if (field.isPath()) {
            TextField text = (TextField) part.component;
            row.add(FileChooser.button(text, field.kind == Field.Kind.SAVE));
            dialog.addWindowListener(new WindowAdapter() {
                @Override
                public void windowOpened(WindowEvent event) {
                    text.setCaretPosition(text.getText().length()); // a field scrolls only when it is shown
                }
            });
        }
    }

    private Button button(Field field) {
        Button button = new Button(field.shownLabel());
        button.addActionListener(pressed -> field.action.accept(this));
        button.addKeyListener(dialog);
        return button;
    }

    /** The answer as it stands. */
    String shown(String keyword) {
        return parts.get(keyword).answer();
    }

    /** All answers as they stand. */
    Map<String, String> shown() {
        Map<String, String> answers = new LinkedHashMap<>();
        parts.forEach((keyword, part) -> answers.put(keyword, part.answer()));
        return answers;
    }

    /** Puts an answer in. */
    void show(String keyword, String answer) {
        parts.get(keyword).show(answer);
    }

    void setEnabled(String keyword, boolean isEnabled) {
        parts.get(keyword).component.setEnabled(isEnabled);
    }

    /** Hides a message, if there is one of this keyword, or shows it again. */
    void setMessageVisible(String keyword, boolean isVisible) {
        if (messages.containsKey(keyword)) {
            messages.get(keyword).setVisible(isVisible);
        }
    }

    /** A sentence with the fields named as they are shown. */
    String inItsWords(String sentence) {
        Map<String, String> names = new LinkedHashMap<>();
        questions.forEach((keyword, field) -> names.put(keyword, field.name()));
        return Labels.in(sentence, names);
    }

    /** Calls when another word is chosen by hand. */
    void onChoice(String keyword, Runnable action) {
        ((Choice) parts.get(keyword).component).addItemListener(event -> action.run());
    }

    /**
     * Shows the window until it is closed.
     *
     * @param help HTML; empty: there is no button for it
     * @return whether it was closed with OK
     */
    boolean isConfirmed(String help) {
        if (!help.isEmpty()) {
            dialog.addHelp(help);
        }
        dialog.showDialog();
        return dialog.wasOKed();
    }

    /** The answers after OK; they are recorded. */
    Map<String, String> recorded() {
        if (Recorder.record) {
            questions.forEach((keyword, field) -> field.record(shown(keyword)));
        }
        return shown();
    }
}
