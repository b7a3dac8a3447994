// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Instruments;
import org.lamap.Lamap;
import org.lamap.Setting;
import org.lamap.Settings;
import org.lamap.Units;

/** Questions on the enhancement of an image, and what their dialog starts with. */
final class EnhanceForm {
    /** In the place of a unit: that of the image. */
    static final String OF_IMAGE = "of the image";
    /** Name of what is said of the unit of the image. */
    static final String UNIT_HINT = "unit_hint";
    private static final List<String> IN_SIGHT = Arrays.asList("magnification", "method");
    private static final List<String> ELSEWHERE = Arrays.asList("magnification", "method", "dwell_time_s", "square_pixels");

    private EnhanceForm() {}

    /**
     * The form as a macro knows it; its dialog starts with the conditions of the image, or else with the last answers.
     *
     * @param image a map
     * @param title of the dialog
     */
    static Form of(ImagePlus image, String title) {
        return addTo(new Form(title + " (lamap " + Lamap.version() + ")").message(ImageFacts.of(image))
                .longText("Elements", Elements.ALL), image).opened(EnhanceForm::follow);
    }

    /** A form with the questions that follow those on the maps. */
    static Form addTo(Form form, ImagePlus image) {
        addUnit(form, image);
        form.text("Pixel_width (µm)", "").text("Pixel_height (µm)", "").beside();
        InstrumentQuestions.addTo(form, KnownConditions.of(image));
        SettingFields.addTo(form, IN_SIGHT);
        form.beside();
        SettingFields.addTo(form, Arrays.asList("square_pixels"));
        form.tick("Uncertainty").beside().tick("Chi_square").beside();
        Form others = new Form("");
        SettingFields.addOthersTo(others, ELSEWHERE);
        return form.advanced(others.file("Model")).remembering(start(image));
    }

    private static void addUnit(Form form, ImagePlus image) {
        List<String> units = new ArrayList<>();
        units.add(OF_IMAGE);
        units.addAll(Units.known().keySet());
        UnitHint hint = UnitHint.of(image);
        form.choice("Unit of the values", OF_IMAGE, units);
        SettingFields.addTo(form, Arrays.asList("dwell_time_s"));
        form.beside();
        if (!hint.sentence.isEmpty()) {
            form.add(Field.message(UNIT_HINT, hint.sentence));
        }
        if (!hint.offer.isEmpty()) {
            form.button("Use " + hint.offer, dialog -> {
                dialog.show("unit", hint.offer);
                followUnit(dialog);
            }).beside();
        }
    }

    /** What is done with the dialog before it is seen. */
    static void follow(FormDialog dialog) {
        InstrumentQuestions.follow(dialog);
        dialog.onChoice("unit", () -> followUnit(dialog));
        followUnit(dialog);
    }

    /** The dwell time is asked for where it decides; once a unit is stated, nothing needs to be said of that of the image. */
    private static void followUnit(FormDialog dialog) {
        dialog.setMessageVisible(UNIT_HINT, dialog.shown("unit").equals(OF_IMAGE));
        dialog.setEnabled("dwell_time_s", Arrays.asList("cps", OF_IMAGE).contains(dialog.shown("unit")));
    }

    private static Map<String, String> start(ImagePlus image) {
        Map<String, String> start = new LinkedHashMap<>(LastAnswers.ENHANCEMENT.read(remembered()));
        String known = KnownConditions.of(image);
        if (!known.isEmpty()) {
            start.putAll(InstrumentAnswers.ofPairs(known));
            return start;
        }
        Map<String, Conditions> instruments = Instruments.ofUser().all(null);
        String last = Instruments.ofUser().last(); // perhaps of another program
        String preset = start.get("preset");
        boolean isGone = preset == null || !SettingFields.presets().contains(preset);
        if (last != null && instruments.containsKey(last) && (isGone || instruments.containsKey(preset)) && !last.equals(preset)) {
            start.putAll(MyInstrument.answers(last, instruments.get(last)));
        } else if (isGone) {
            start.remove("preset");
        }
        return start;
    }

    /** Keeps what the next dialog starts with, and the instrument for all programs of lamap. */
    static void remember(ImagePlus image, Map<String, String> answers) {
        List<String> keywords = remembered();
        if (!KnownConditions.of(image).isEmpty()) {
            keywords.removeAll(InstrumentAnswers.KEYWORDS); // they belong to the image
        }
        LastAnswers.ENHANCEMENT.keep(answers, keywords);
        if (Instruments.ofUser().all(null).containsKey(answers.get("preset"))) {
            Instruments.ofUser().remember(answers.get("preset"));
        }
    }

    /** Not what belongs to one image: elements, unit, what its noise is, size of a pixel. */
    private static List<String> remembered() {
        List<String> keywords = new ArrayList<>(InstrumentAnswers.KEYWORDS);
        Settings.table().stream().map(Setting::key).filter(key -> !key.equals("noise")).forEach(keywords::add);
        keywords.addAll(Arrays.asList("uncertainty", "chi_square", "model"));
        return keywords;
    }
}
