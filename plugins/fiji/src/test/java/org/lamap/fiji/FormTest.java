// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormTest {
    private final Form form = new Form("test")
            .message("a message")
            .text("Noise", "auto")
            .text("Conditions", "")
            .choice("Preset", "none", Arrays.asList("none", "fast"))
            .tick("Square_pixels of the estimate");

    private Map<String, String> answers(String options) {
        return form.answers(MacroOptions.parse(options));
    }

    @Test
    void what_a_macro_leaves_out_is_as_in_the_dialog() {
        assertEquals("{noise=auto, conditions=, preset=none, square_pixels=no}", answers("").toString());
    }

    @Test
    void what_was_typed_is_there_when_a_form_is_asked_again() {
        Form again = form.startingWith(answers("noise=3 preset=fast square_pixels"));
        assertEquals("{noise=3, conditions=, preset=fast, square_pixels=yes}",
                again.answers(MacroOptions.parse("")).toString());
    }

    @Test
    void keywords_inside_brackets_are_part_of_the_value() {
        Map<String, String> answers = answers("conditions=[readout_noise=3 beam_shape=square] preset=fast square_pixels ");
        assertEquals("auto", answers.get("noise"));
        assertEquals("readout_noise=3 beam_shape=square", answers.get("conditions"));
        assertEquals("fast", answers.get("preset"));
        assertEquals("yes", answers.get("square_pixels"));
    }

    @Test
    void empty_values_are_recorded_as_empty_brackets() {
        assertEquals("", answers("conditions=[]").get("conditions"));
    }

    @Test
    void a_keyword_that_there_is_not_is_an_error() {
        String sentence = assertThrows(IllegalArgumentException.class, () -> answers("nose=auto")).getMessage();
        assertTrue(sentence.contains("nose") && sentence.contains("noise, conditions"), sentence);
        assertThrows(IllegalArgumentException.class, () -> answers("noise"));
        assertThrows(IllegalArgumentException.class, () -> answers("conditions=[a=1"));
        assertNull(MacroOptions.parse("square_pixels").get("square_pixels"));
    }

    @Test
    void pairs_are_separated_by_blanks_commas_or_semicolons() {
        assertEquals("{a=1, b=2, c=x, d=4}", KeyValues.pairs(" a=1 b = 2, c=x;d=4 ").toString());
        assertEquals("{}", KeyValues.pairs(" ").toString());
        assertThrows(IllegalArgumentException.class, () -> KeyValues.pairs("a=1 b"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.pairs("a="));
    }

    @Test
    void numbers_may_be_left_open() {
        assertEquals(0, KeyValues.number("x", " "));
        assertEquals(2.5, KeyValues.number("x", "2.5"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.number("x", "2,5"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.seed("-1"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.seed("x"));
    }
}
