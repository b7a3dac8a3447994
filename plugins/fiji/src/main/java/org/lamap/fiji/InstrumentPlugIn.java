// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Instruments;

/** Menu command "My instrument...": states an instrument and saves it, without an image. */
public final class InstrumentPlugIn implements PlugIn {
    private static final String REST = "everything_else";
    private static final String HELP = "<p><b>Everything else</b>: instrument or preset of which all is kept that the fields above do not ask"
            + " for.</p>";

    @Override
    public void run(String argument) {
        MenuCommand command = new MenuCommand(InstrumentForm.TITLE);
        command.run(() -> command.ask(form(), InstrumentForm.help() + HELP, InstrumentPlugIn::save));
    }

    private static Form form() {
        Form form = new Form(InstrumentForm.TITLE).message(InstrumentForm.NOTE);
        MyInstrument.problems().forEach(form::message);
        InstrumentForm.fields(new LinkedHashMap<>()).forEach(form::add);
        return form.choice("Everything_else as in", KeyValues.NO_PRESET, SettingFields.presets())
                .forMacros(InstrumentForm.REPLACE)
                .remembering(start())
                .opened(dialog -> dialog.onChoice(REST, () -> show(dialog)));
    }

    /** The instrument that was used last. */
    private static Map<String, String> start() {
        String last = Instruments.ofUser().last();
        Conditions conditions = last == null ? null : Instruments.ofUser().all(null).get(last);
        return conditions == null ? new LinkedHashMap<>() : answers(last, conditions);
    }

    private static Map<String, String> answers(String name, Conditions conditions) {
        Map<String, String> answers = InstrumentForm.answers(conditions);
        answers.put("name", name);
        answers.put(REST, name);
        return answers;
    }

    /** Shows what is chosen, and the name of one that is the user's own. */
    private static void show(FormDialog dialog) {
        String chosen = dialog.shown(REST);
        MyInstrument.orTell(dialog, () -> {
            InstrumentForm.answers(KeyValues.conditions(chosen, "")).forEach(dialog::show);
            if (MyInstrument.isSaved(chosen)) {
                dialog.show("name", chosen);
            }
        });
    }

    private static String save(Map<String, String> answers) {
        Conditions conditions = InstrumentForm.conditions(answers, KeyValues.conditions(answers.get(REST), ""));
        String name = MyInstrument.name(answers.get("name"));
        boolean isAgreed = "yes".equals(answers.get(InstrumentForm.REPLACE));
        boolean isReplaced = MyInstrument.save(name, conditions, isAgreed ? name : answers.get(REST));
        if (isReplaced && Recorder.record) {
            Recorder.recordOption(InstrumentForm.REPLACE);
        }
        if (!Form.isAnswered()) {
            MyInstrument.useNext(name, conditions);
        }
        return name + " is saved";
    }
}
