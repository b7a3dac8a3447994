// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.gui.YesNoCancelDialog;

/** The question before something takes the place of what is there. */
final class Replacing {
    private Replacing() {}

    /**
     * Asks; the button that Enter presses keeps what is there.
     *
     * @param title of the window
     * @param what is there, with its name
     * @throws AnswersToChange if the user keeps it
     */
    static void ask(String title, String what) {
        YesNoCancelDialog question = new YesNoCancelDialog(IJ.getInstance(), title,
                Sentences.wrapped("There is " + what + " already. Replace it?"), "Keep", "Replace");
        if (question.yesPressed() || question.cancelPressed()) {
            throw new AnswersToChange();
        }
    }
}
