// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Instruments;
import org.lamap.LamapException;

/** Saves an instrument and makes it the one that is used next. */
final class MyInstrument {
    private MyInstrument() {}

    /** A sentence for each file that cannot be used. */
    static List<String> problems() {
        List<String> problems = new ArrayList<>();
        Instruments.ofUser().all(problems);
        return problems;
    }

    static boolean isSaved(String name) {
        return Instruments.ofUser().all(null).containsKey(name);
    }

    /**
     * Saves it for all programs of lamap.
     *
     * @return the name without blanks around it
     * @throws IllegalArgumentException for a name that cannot be that of an instrument
     */
    static String save(String typed, Conditions conditions) {
        String name = typed.trim();
        if (name.equals(KeyValues.NO_PRESET)) {
            throw new IllegalArgumentException(name + " stands for no instrument: choose another name");
        }
        Instruments.ofUser().save(name, conditions);
        return name;
    }

    /** Lets the next dialogs start with it, in all programs of lamap. */
    static void useNext(String name, Conditions conditions) {
        Instruments.ofUser().remember(name);
        LastAnswers.ENHANCEMENT.keep(answers(name, conditions), InstrumentAnswers.KEYWORDS);
    }

    /** What the dialog of an enhancement starts with. */
    static Map<String, String> answers(String name, Conditions conditions) {
        Map<String, String> answers = InstrumentAnswers.ofConditions(conditions);
        answers.put("preset", name);
        answers.put("conditions", "");
        return answers;
    }

    /**
     * Does something for a dialog that stays open; a failure is told.
     *
     * @return whether it was done
     */
    static boolean orTell(Runnable action) {
        try {
            action.run();
            return true;
        } catch (IllegalArgumentException | LamapException failure) {
            IJ.showMessage(InstrumentForm.TITLE, Sentences.wrapped(failure.getMessage()));
            return false;
        }
    }
}
