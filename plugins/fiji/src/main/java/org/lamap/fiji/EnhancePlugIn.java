// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.util.Collections;
import java.util.Map;

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
            return command.ask(form(image), SettingFields.enhancementHelp(),
                    answers -> enhance(image, answers, command, Form.isAnswered()));
        });
    }

    /**
     * Enhances the image in front, for macros that go on where a map is refused:
     * {@code refusal = call("org.lamap.fiji.EnhancePlugIn.refusal", "magnification=2")}.
     *
     * @param options of the command, as macros state them
     * @return why there is no enhanced map; empty if there is one
     */
    public static String refusal(String options) {
        ImagePlus image = WindowManager.getCurrentImage();
        MenuCommand command = new MenuCommand(TITLE);
        return image == null
                ? "there is no image"
                : command.refusal(() -> enhance(image, form(image).answers(MacroOptions.parse(options)), command, true));
    }

    private static Form form(ImagePlus image) {
        MapOfImage.refuseColours(image);
        AlreadyEnhanced.refuse(image);
        return EnhanceForm.of(image, TITLE);
    }

    private static String enhance(ImagePlus image, Map<String, String> answers, MenuCommand command, boolean isAnswered) {
        return new EnhanceAnswers(TITLE, command).enhance(image, Collections.emptyList(), answers, isAnswered);
    }
}
