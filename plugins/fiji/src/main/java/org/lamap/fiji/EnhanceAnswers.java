// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lamap.Report;

/** Enhances as a form was answered, and shows what came of it. */
final class EnhanceAnswers {
    private final String title;
    private final MenuCommand command;

    /** For the command of this title. */
    EnhanceAnswers(String title, MenuCommand command) {
        this.title = title;
        this.command = command;
    }

    /**
     * Enhances a map, together with further passes over its sample where there are some.
     *
     * @param isAnswered by a macro: the log tells of the result instead of a window
     * @return a word for the status bar
     */
    String enhance(ImagePlus image, List<FurtherPass> passes, Map<String, String> answers, boolean isAnswered) {
        String unit = answers.get("unit");
        EnhancedImages result = new MapEnhancement(SettingFields.of(answers), InstrumentAnswers.conditions(answers))
                .elements(answers.get("elements"))
                .unit(unit.equals(EnhanceForm.OF_IMAGE) ? null : unit)
                .pixelSize(
                        KeyValues.number("pixel_width", answers.get("pixel_width")),
                        KeyValues.number("pixel_height", answers.get("pixel_height")))
                .model(ModelFile.bytes(answers.get("model")))
                .keep(answers.get("uncertainty").equals("yes"), answers.get("chi_square").equals("yes"))
                .passes(passes)
                .run(image, command::step);
        List<ImagePlus> images = new ArrayList<>();
        images.add(result.chiSquare());
        images.add(result.deviation());
        images.add(result.estimate());
        images.removeIf(kept -> kept == null);
        images.forEach(Titles::show); // when all are made: a failure leaves none
        String shown = images.get(images.size() - 1).getTitle();
        if (isAnswered) {
            log(shown, result);
        } else {
            EnhanceForm.remember(image, answers);
            String numbers = ReportText.of(Report.in(result.report()), result.unit());
            VerdictWindow.show(shown, result.verdict(), result.fallback(), numbers);
        }
        return "done (" + result.worker() + "), " + result.verdict().level();
    }

    /** For macros, which open no window but the images. */
    private void log(String shown, EnhancedImages result) {
        List<String> sentences = new ArrayList<>();
        sentences.add(result.verdict().toString());
        sentences.addAll(ReportText.passes(Report.in(result.report())));
        sentences.addAll(result.notes());
        sentences.addAll(result.warnings());
        if (!result.fallback().isEmpty()) {
            sentences.add(result.fallback());
        }
        sentences.forEach(sentence -> Sentences.log(title + ", " + shown + ": " + Labels.in(sentence)));
    }
}
