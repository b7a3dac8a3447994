// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.PlugIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lamap.Lamap;

/** Menu command "Enhance LA map...". */
public final class EnhancePlugIn implements PlugIn {
    private static final String TITLE = "Enhance LA map";

    @Override
    public void run(String argument) {
        ImagePlus image = IJ.getImage();
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            MapOfImage.refuseColours(image);
            Map<String, String> answers = form(image).ask(SettingFields.enhancementHelp());
            return answers == null ? null : enhance(image, answers, command);
        });
    }

    private static Form form(ImagePlus image) {
        Form form = new Form(TITLE + " (lamap " + Lamap.version() + ")")
                .message(ImageFacts.of(image))
                .text("Elements", Elements.ALL)
                .text("Pixel_width (um)", "")
                .text("Pixel_height (um)", "")
                .choice("Preset", KeyValues.NO_PRESET, SettingFields.presets())
                .longText("Conditions", KnownConditions.of(image));
        SettingFields.addTo(form);
        return form.file("Model")
                .tick("Uncertainty")
                .tick("Chi_square");
    }

    private static String enhance(ImagePlus image, Map<String, String> answers, MenuCommand command) {
        boolean uncertainty = answers.get("uncertainty").equals("yes");
        boolean chiSquare = answers.get("chi_square").equals("yes");
        MapEnhancement.Result result = new MapEnhancement(
                        SettingFields.of(answers), KeyValues.conditions(answers.get("preset"), answers.get("conditions")))
                .elements(answers.get("elements"))
                .pixelSize(
                        KeyValues.number("pixel_width", answers.get("pixel_width")),
                        KeyValues.number("pixel_height", answers.get("pixel_height")))
                .model(ModelFile.bytes(answers.get("model")))
                .keep(uncertainty, chiSquare)
                .run(image, command::step);
        List<ImagePlus> images = new ArrayList<>();
        if (chiSquare) {
            images.add(result.chiSquare());
        }
        if (uncertainty) {
            images.add(result.deviation());
        }
        images.add(result.estimate());
        images.forEach(ImagePlus::show); // when all are made: a failure leaves none
        List<String> sentences = new ArrayList<>(result.notes());
        sentences.addAll(result.warnings());
        for (String sentence : sentences) {
            IJ.log(TITLE + ", " + image.getTitle() + ": " + sentence);
        }
        if (result.isFallback()) {
            IJ.log(TITLE + ", " + image.getTitle() + ": method physics was used; " + result.note());
        }
        return "done (" + result.worker() + ")";
    }
}
