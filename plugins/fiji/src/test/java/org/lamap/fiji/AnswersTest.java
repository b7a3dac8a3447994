// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lamap.Conditions;

/** What the form of an enhancement makes of its answers. */
class AnswersTest {
    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    private static Conditions conditions(String preset, String beam, String washout, String pairs) {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("preset", preset);
        answers.put("beam_size", beam);
        answers.put("washout", washout);
        answers.put("conditions", pairs);
        return InstrumentAnswers.conditions(answers);
    }

    private static Map<String, String> macro(ImagePlus image, String options) {
        return EnhanceForm.of(image, "test").answers(MacroOptions.parse(options));
    }

    @Test
    void beam_and_washout_go_before_pairs_and_these_before_the_preset() {
        assertEquals("5", conditions("seed-2019", "", "", "").value("beam_size_um"));
        assertEquals("7", conditions("seed-2019", "", "", "beam_size_um=7").value("beam_size_um"));
        assertEquals("9", conditions("seed-2019", "9", "", "beam_size_um=7").value("beam_size_um"));
        assertEquals(new Conditions(), conditions("none", " ", "", ""));
        assertThrows(IllegalArgumentException.class, () -> conditions("none", "5 um", "", ""));
    }

    @Test
    void a_washout_has_a_pulse_response_that_it_is_the_width_of() {
        assertEquals("exponential", conditions("none", "", "0.5", "").value("pulse_response"));
        assertEquals("gamma", conditions("seed-2019", "", "0.5", "").value("pulse_response"));
        assertEquals("0.5", conditions("seed-2019", "", "0.5", "").value("washout_time_s"));
        assertEquals("0.01", conditions("seed-2019", "", "0.5", "").value("response_scale_s"), "the scale of the preset goes");
        assertEquals("none", conditions("seed-2019", "", "None", "").value("pulse_response"));
        assertEquals("auto", conditions("none", "", "", "").value("pulse_response"));
    }

    @Test
    void what_an_image_brings_along_fills_the_fields_and_means_the_same() {
        for (String known : new String[] {
            "beam_size_um=10 scan_speed_um_s=20 pulse_response=gamma washout_time_s=0.3", "pulse_response=none", "beam_size_um=3"
        }) {
            Map<String, String> answers = InstrumentAnswers.ofPairs(known);
            assertEquals(KeyValues.conditions("none", known), InstrumentAnswers.conditions(answers), answers.toString());
            assertFalse(answers.get("conditions").contains("beam_size_um"), answers.toString());
        }
    }

    @Test
    void a_simulated_map_brings_its_conditions_along() {
        ImagePlus map = AblationSimulation.noisy(KeyValues.conditions("seed-2019", ""), 1).run(SimulationTest.cells(), 0, null);
        for (String key : new String[] {"beam_size_um", "pulse_response", "response_scale_s", "alignment", "flicker_rsd"}) {
            assertEquals(Conditions.preset("seed-2019").value(key),
                    KeyValues.conditions("none", KnownConditions.of(map)).value(key), key);
        }
    }

    @Test
    void a_macro_takes_the_conditions_of_the_image_unless_it_states_any() {
        ImagePlus image = Samples.stack();
        image.setProp(KnownConditions.PROPERTY, "beam_size_um=10");
        assertEquals("beam_size_um=10", macro(image, "magnification=2").get("conditions"));
        assertEquals("beam_size_um=7", macro(image, "conditions=beam_size_um=7").get("conditions"));
        assertEquals("", macro(image, "preset=seed-2019").get("conditions"));
    }

    @Test
    void a_macro_knows_every_setting_and_nothing_that_was_remembered() {
        new LastAnswers("enhance").keep(java.util.Collections.singletonMap("magnification", "9"), Arrays.asList("magnification"));
        Map<String, String> answers = macro(Samples.stack(), "tile=64 threads=2 model=[a b.onnx] unit=cps dwell_time_s=0.1");
        assertEquals("4", answers.get("magnification"));
        assertEquals("64", SettingFields.of(answers).stated().get("tile"));
        assertEquals("0.1", SettingFields.of(answers).stated().get("dwell_time_s"));
        assertEquals("a b.onnx", answers.get("model"));
        assertEquals("cps", answers.get("unit"));
        assertEquals("9", new LastAnswers("enhance").read(Arrays.asList("magnification", "tile")).get("magnification"));
    }

    @Test
    void the_help_names_every_keyword() {
        String help = SettingFields.enhancementHelp().toLowerCase(java.util.Locale.ROOT).replace(' ', '_');
        for (String keyword : macro(Samples.stack(), "").keySet()) {
            assertTrue(help.contains(keyword), keyword);
        }
        assertTrue(help.contains("[1_to_16]") && !help.contains(".0_to_"), help);
    }
}
