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
     * The name of an instrument as it was typed, without blanks around it.
     *
     * @throws IllegalArgumentException for a word that means something else
     */
    static String name(String typed) {
        String name = typed.trim();
        if (name.equals(KeyValues.NO_PRESET)) {
            throw new IllegalArgumentException(name + " stands for no instrument: choose another name");
        }
        return name;
    }

    /**
     * Saves it for all programs of lamap. Another one of this name is replaced if it is the one that is changed; if not,
     * the user is asked, and a macro is refused.
     *
     * @param changed name of the instrument that is changed
     * @return whether it took the place of another one
     * @throws IllegalArgumentException for a name that cannot be that of an instrument, and in a macro for one that
     *     another instrument has
     * @throws AnswersToChange if the user keeps the other one
     */
    static boolean save(String name, Conditions conditions, String changed) {
        Instruments instruments = Instruments.ofUser();
        boolean isReplaced = instruments.isAnother(name, conditions) && !name.equals(changed);
        if (isReplaced && Form.isAnswered()) {
            throw new IllegalArgumentException("there is an instrument " + name + " already: choose another name, or add the keyword "
                    + InstrumentForm.REPLACE);
        }
        if (isReplaced) {
            Replacing.ask(InstrumentForm.TITLE, "an instrument \"" + name + "\"");
        }
        instruments.replace(name, conditions);
        return isReplaced;
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
     * Does something for a dialog that stays open; a failure is told in its words.
     *
     * @return whether it was done
     */
    static boolean orTell(FormDialog dialog, Runnable action) {
        try {
            action.run();
            return true;
        } catch (IllegalArgumentException | LamapException failure) {
            IJ.showMessage(InstrumentForm.TITLE, Sentences.wrapped(dialog.inItsWords(failure.getMessage())));
            return false;
        } catch (AnswersToChange known) {
            return false;
        }
    }
}
