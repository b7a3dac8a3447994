// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.util.Collections;

/** Menu command "Enhance LA map..."; where no image is open, it begins with the choice of a file. */
public final class EnhancePlugIn implements PlugIn {
    private static final String TITLE = "Enhance LA map";
    private static final String COMMAND = TITLE + "...";

    @Override
    public void run(String argument) {
        MenuCommand command = new MenuCommand(TITLE);
        boolean isOpen = WindowManager.getCurrentImage() != null || Form.isAnswered();
        ImagePlus given = isOpen ? IJ.getImage() : null;
        command.run(() -> {
            ImagePlus image = isOpen ? given : MapOpening.ask(TITLE, COMMAND);
            if (image == null) {
                return null;
            }
            MapOfImage.refuseColours(image);
            AlreadyEnhanced.refuse(image);
            EnhanceAnswers work = new EnhanceAnswers(TITLE, command);
            return command.ask(EnhanceForm.of(image, TITLE), SettingFields.enhancementHelp(),
                    answers -> work.enhance(image, Collections.emptyList(), answers));
        });
    }
}
