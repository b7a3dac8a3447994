// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.PlugIn;

/** Menu command "Enhance LA passes...": two to four open images of one sample give one enhanced map. */
public final class PassesPlugIn implements PlugIn {
    private static final String TITLE = "Enhance LA passes";

    @Override
    public void run(String argument) {
        ImagePlus image = IJ.getImage();
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            MapOfImage.refuseColours(image);
            AlreadyEnhanced.refuse(image);
            EnhanceAnswers work = new EnhanceAnswers(TITLE, command);
            return command.ask(PassesForm.of(image, TITLE), PassesForm.help(),
                    answers -> work.enhance(
                            PassesForm.first(answers), PassesForm.further(answers), answers, Form.isAnswered()));
        });
    }
}
