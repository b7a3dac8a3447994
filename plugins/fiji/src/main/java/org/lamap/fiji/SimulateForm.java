// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Lamap;

/** Questions on the simulation of an ablation. */
final class SimulateForm {
    private static final String HELP = "<html><h3>Sample</h3>"
            + "<p><b>Pixel size</b>: side of a square pixel of the sample in µm. Empty: that of the image.</p>"
            + "<h3>Instrument</h3>"
            + "<p><b>Preset or instrument</b>: one of your instruments, or a preset that comes with lamap. Choosing one shows what it states"
            + " in the fields below; an empty field leaves it to preset and conditions.</p>";
    private static final String RESULT = "<p><b>Conditions</b>: what else is known, as key=value key=value; the fields above go before them.</p>"
            + "<h3>Result</h3>"
            + "<p><b>Seed</b>: a whole number from 0; the same seed gives the same noise.</p>"
            + "<p><b>Expected counts</b>: the mean of all such maps, without noise.</p>";

    private SimulateForm() {}

    /** The form as a macro knows it. */
    static Form of(ImagePlus sample, String title) {
        Form form = new Form(title + " (lamap " + Lamap.version() + ")")
                .message(ImageFacts.of(sample))
                .text("Pixel_size (µm)", "")
                .choice("Preset or instrument", KeyValues.NO_PRESET, SettingFields.presets());
        List<Field> fields = InstrumentForm.settings();
        for (int i = 0; i < fields.size(); i++) {
            form.add(i % 2 == 0 ? fields.get(i) : fields.get(i).beside());
        }
        return form.longText("Conditions", "")
                .text("Seed", "0")
                .tick("Expected counts, without noise")
                .opened(dialog -> dialog.onChoice("preset", () -> MyInstrument.orTell(dialog, () ->
                        InstrumentForm.answers(KeyValues.conditions(dialog.shown("preset"), "")).forEach(dialog::show))));
    }

    /**
     * How the sample would be measured: the fields go before pairs, and these before the preset.
     *
     * @throws IllegalArgumentException for text that is no number or no pair
     * @throws org.lamap.LamapException for a preset, key or value that there is not
     */
    static Conditions conditions(Map<String, String> answers) {
        return InstrumentForm.over(KeyValues.conditions(answers.get("preset"), answers.get("conditions")), answers);
    }

    static String help() {
        return HELP + InstrumentForm.settingsHelp() + RESULT + SettingFields.ablationHelp();
    }
}
