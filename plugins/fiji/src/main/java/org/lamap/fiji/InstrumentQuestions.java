// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import java.util.ArrayList;
import java.util.List;
import org.lamap.Conditions;
import org.lamap.Instruments;
import org.lamap.LamapException;

/** Questions on how a map was measured, and the button that saves the answers as an instrument. */
final class InstrumentQuestions {
    private InstrumentQuestions() {}

    /** Adds them; {@code known} are pairs that the image brings along. */
    static void addTo(Form form, String known) {
        List<String> problems = new ArrayList<>();
        Instruments.ofUser().all(problems);
        problems.forEach(form::message);
        form.choice("Preset or instrument", KeyValues.NO_PRESET, SettingFields.presets())
                .button("Save as my instrument...", InstrumentQuestions::save)
                .beside()
                .text("Beam_size (µm)", "")
                .text("Washout (s)", "")
                .beside()
                .longText("Conditions", known)
                .yields("conditions", "preset");
    }

    /** Shows beam size and washout of an instrument that is chosen. */
    static void follow(FormDialog dialog) {
        dialog.onChoice("preset", () -> {
            try {
                showFields(dialog, KeyValues.conditions(dialog.shown("preset"), ""));
            } catch (IllegalArgumentException | LamapException failure) {
                IJ.showMessage("Preset or instrument", Sentences.wrapped(failure.getMessage()));
            }
        });
    }

    private static void showFields(FormDialog dialog, Conditions conditions) {
        InstrumentAnswers.ofConditions(conditions).forEach(dialog::show);
    }

    private static void save(FormDialog dialog) {
        try {
            Conditions conditions = InstrumentAnswers.conditions(dialog.shown());
            String chosen = dialog.shown("preset");
            boolean isMine = Instruments.ofUser().all(null).containsKey(chosen);
            String name = InstrumentName.ask(isMine ? chosen : "");
            if (KeyValues.NO_PRESET.equals(name)) {
                throw new IllegalArgumentException(name + " stands for no instrument: choose another name");
            }
            if (name != null) {
                Instruments.ofUser().save(name, conditions);
                dialog.show("preset", name);
                dialog.show("conditions", "");
                showFields(dialog, conditions);
            }
        } catch (IllegalArgumentException | LamapException failure) {
            IJ.showMessage("My instrument", Sentences.wrapped(failure.getMessage()));
        }
    }
}
