// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lamap.Report;

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
        String unit = answers.get("unit");
        EnhancedImages result = new MapEnhancement(SettingFields.of(answers), InstrumentAnswers.conditions(answers))
                .elements(answers.get("elements"))
                .unit(unit.equals(EnhanceForm.OF_IMAGE) ? null : unit)
                .pixelSize(
                        KeyValues.number("pixel_width", answers.get("pixel_width")),
                        KeyValues.number("pixel_height", answers.get("pixel_height")))
                .model(ModelFile.bytes(answers.get("model")))
                .keep(answers.get("uncertainty").equals("yes"), answers.get("chi_square").equals("yes"))
                .run(image, command::step);
        List<ImagePlus> images = new ArrayList<>();
        images.add(result.chiSquare());
        images.add(result.deviation());
        images.add(result.estimate());
        images.removeIf(kept -> kept == null);
        images.forEach(Titles::show); // when all are made: a failure leaves none
        String title = images.get(images.size() - 1).getTitle();
        if (isAnswered) {
            log(title, result);
        } else {
            EnhanceForm.remember(image, answers);
            String numbers = ReportText.of(Report.in(result.report()), result.unit());
            VerdictWindow.show(title, result.verdict(), result.fallback(), numbers);
        }
        return "done (" + result.worker() + "), " + result.verdict().level();
    }

    /** For macros, which open no window but the images. */
    private static void log(String title, EnhancedImages result) {
        List<String> sentences = new ArrayList<>();
        sentences.add(result.verdict().toString());
        sentences.addAll(result.notes());
        sentences.addAll(result.warnings());
        if (!result.fallback().isEmpty()) {
            sentences.add(result.fallback());
        }
        sentences.forEach(sentence -> IJ.log(TITLE + ", " + title + ": " + Labels.in(sentence)));
    }
}
