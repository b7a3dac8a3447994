// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lamap.Conditions;

/** What the short form of an instrument makes of its answers. */
class InstrumentFormTest {
    private static final Conditions NOTHING = new Conditions();

    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    /** The form as it starts with conditions, and then answered otherwise. */
    private static Conditions answered(Conditions start, String keyword, String answer) {
        Map<String, String> answers = InstrumentForm.answers(start);
        answers.put(keyword, answer);
        return InstrumentForm.conditions(answers, start);
    }

    private static String refusal(String keyword, String answer) {
        return assertThrows(RuntimeException.class, () -> answered(NOTHING, keyword, answer)).getMessage();
    }

    @Test
    void what_is_not_touched_stays_with_all_that_is_not_asked_for() {
        String channel = "beam_size_um = 5\nflicker_rsd = 0.1\n[[channel]]\nname = \"Ca44\"\ndwell_s = 0.01\n";
        for (Conditions start : new Conditions[] {
            NOTHING, Conditions.preset("seed-2019"), Conditions.preset("quad-classic"), Conditions.from(channel)
        }) {
            assertEquals(start, InstrumentForm.conditions(InstrumentForm.answers(start), start));
        }
        Conditions cleared = answered(Conditions.from(channel), "beam_size", " ");
        assertEquals(Conditions.from(channel.replaceFirst(".*\n", "")), cleared);
        assertEquals("0.1", answered(Conditions.from(channel), "beam_size", "7").value("flicker_rsd"));
    }

    @Test
    void a_preset_fills_the_form() {
        assertEquals("{beam_size=5, scan_speed=100, line_spacing=5, acquisition_time=0.05, repetition_rate=100, washout=}",
                InstrumentForm.answers(Conditions.preset("seed-2019")).toString());
        assertEquals("{beam_size=, scan_speed=, line_spacing=, acquisition_time=, repetition_rate=, washout=}",
                InstrumentForm.answers(NOTHING).toString());
    }

    @Test
    void a_washout_takes_the_place_of_another_width_and_takes_its_response_along() {
        Conditions gamma = answered(Conditions.preset("seed-2019"), "washout", "0.05");
        assertEquals("gamma 0.05", gamma.value("pulse_response") + " " + gamma.value("washout_time_s"));
        assertEquals("0.01", gamma.value("response_scale_s"));
        Conditions ours = answered(NOTHING, "washout", "0.5");
        assertEquals("pulse_response = \"exponential\"\nwashout_time_s = 0.5 # s\n", ours.statedToml());
        assertEquals("pulse_response = \"none\"\n", answered(NOTHING, "washout", "None").statedToml());
        assertEquals(NOTHING, answered(ours, "washout", ""));
        assertEquals(NOTHING, answered(answered(NOTHING, "washout", "none"), "washout", ""));
    }

    @Test
    void a_refusal_names_value_unit_and_range() {
        assertEquals("beam_size_um = -5 µm is out of range 0.1 to 1000 µm", refusal("beam_size", "-5"));
        assertEquals("beam_size = 5 um is not a number: state 0.1 to 1000 µm", refusal("beam_size", "5 um"));
        assertTrue(refusal("scan_speed", "NaN").contains("state 0.001 to 100000 µm/s"));
        assertTrue(refusal("acquisition_time", "0").contains("acquisition_time_s = 0 s is out of range"));
        assertTrue(refusal("repetition_rate", "2,5").contains("state 0.1 to 100000 Hz"));
        assertTrue(refusal("washout", "no").endsWith(" s, or none"));
    }

    @Test
    void a_name_that_cannot_be_one_is_refused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> MyInstrument.name(" none "))
                .getMessage().contains("choose another name"));
        assertThrows(IllegalArgumentException.class, () -> MyInstrument.save(MyInstrument.name(" "), NOTHING, ""));
    }

    @Test
    void the_help_names_every_keyword() {
        String help = InstrumentForm.help().toLowerCase(java.util.Locale.ROOT);
        for (String keyword : InstrumentForm.answers(NOTHING).keySet()) {
            assertTrue(help.contains("<b>" + keyword.replace('_', ' ') + "</b> ["), keyword);
        }
    }
}
