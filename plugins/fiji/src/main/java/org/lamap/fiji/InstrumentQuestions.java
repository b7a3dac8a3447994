// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;

/** Questions on how a map was measured, and the button that opens the short form of an instrument. */
final class InstrumentQuestions {
    private InstrumentQuestions() {}

    /** Adds them; {@code known} are pairs that the image brings along. */
    static void addTo(Form form, String known) {
        MyInstrument.problems().forEach(form::message);
        form.choice("Preset or instrument", KeyValues.NO_PRESET, SettingFields.presets())
                .button("My instrument...", InstrumentQuestions::openForm)
                .beside()
                .text("Beam_size (µm)", "")
                .text("Washout (s)", "")
                .beside()
                .longText("Conditions", known)
                .yields("conditions", "preset");
    }

    /** Shows beam size and washout of an instrument that is chosen. */
    static void follow(FormDialog dialog) {
        dialog.onChoice("preset", () -> MyInstrument.orTell(
                dialog, () -> showFields(dialog, KeyValues.conditions(dialog.shown("preset"), ""))));
    }

    private static void showFields(FormDialog dialog, Conditions conditions) {
        InstrumentAnswers.ofConditions(conditions).forEach(dialog::show);
    }

    /** The form starts with what the dialog states, and keeps what it does not ask for. */
    private static void openForm(FormDialog dialog) {
        MyInstrument.orTell(dialog, () -> {
            Conditions stated = InstrumentAnswers.conditions(dialog.shown());
            String chosen = dialog.shown("preset");
            Map<String, String> answers = InstrumentForm.answers(stated);
            answers.put("name", MyInstrument.isSaved(chosen) ? chosen : "");
            ask(dialog, stated, answers);
        });
    }

    private static void ask(FormDialog dialog, Conditions stated, Map<String, String> start) {
        Map<String, String> answers = start;
        FormDialog form;
        do {
            List<Field> fields = new ArrayList<>();
            fields.add(new Field(Field.Kind.MESSAGE, InstrumentForm.NOTE, ""));
            fields.addAll(InstrumentForm.fields(answers));
            form = new FormDialog(InstrumentForm.TITLE, fields);
            if (!form.isConfirmed(InstrumentForm.help())) {
                return;
            }
            answers = form.shown();
        } while (!save(dialog, form, stated));
    }

    private static boolean save(FormDialog dialog, FormDialog form, Conditions stated) {
        return MyInstrument.orTell(form, () -> {
            Map<String, String> answers = form.shown();
            Conditions conditions = InstrumentForm.conditions(answers, stated);
            String name = MyInstrument.name(answers.get("name"));
            MyInstrument.save(name, conditions, dialog.shown("preset"));
            dialog.show("preset", name);
            dialog.show("conditions", "");
            showFields(dialog, conditions);
            MyInstrument.useNext(name, conditions);
        });
    }
}
