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
    void what_a_dialog_remembers_macros_do_not_know() {
        Form remembering = form.remembering(answers("noise=3 preset=fast"));
        assertEquals("{noise=auto, conditions=, preset=none, square_pixels=no}",
                remembering.answers(MacroOptions.parse("")).toString());
    }

    @Test
    void an_answer_of_its_own_yields_to_a_stated_one() {
        Form known = new Form("test").text("Preset", "none").text("Conditions", "a=1").yields("conditions", "preset");
        assertEquals("a=1", known.answers(MacroOptions.parse("")).get("conditions"));
        assertEquals("", known.answers(MacroOptions.parse("preset=fast")).get("conditions"));
        assertEquals("b=2", known.answers(MacroOptions.parse("preset=fast conditions=b=2")).get("conditions"));
    }

    @Test
    void advanced_questions_are_asked_in_macros_too() {
        Form both = new Form("test").text("Noise", "auto").advanced(new Form("").text("Tile", "0").tick("Deep"));
        assertEquals("{noise=auto, tile=64, deep=yes}", both.answers(MacroOptions.parse("tile=64 deep")).toString());
    }

    @Test
    void sentences_are_broken_into_lines() {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            words.append("word ");
        }
        String path = "/a/rather/long/folder/of/a/user/with/many/more/folders/inside/of/it/and/even/more/of/them/file.csv";
        for (String line : Sentences.wrapped(words + path + "\nend").split("\n")) {
            assertTrue(line.trim().length() <= 90, line);
        }
        assertEquals("short\nlines", Sentences.wrapped("short\nlines"));
    }

    @Test
    void a_title_is_used_once() {
        assertEquals("a-enhanced", Titles.unique("a-enhanced", "a", "b"));
        assertEquals("a-enhanced-3", Titles.unique("a-enhanced", "a-enhanced", "a-enhanced-2"));
        assertEquals("signal-2.csv", Titles.unique("signal.csv", "signal.csv"));
    }

    @Test
    void a_native_library_that_cannot_be_loaded_says_why_each_time() {
        String first = NativeFailure.sentence(new UnsatisfiedLinkError("no such processor"));
        assertEquals(first, NativeFailure.sentence(new NoClassDefFoundError("Could not initialize class org.lamap.Native")));
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
        assertEquals("a=100 b=word c=0.05", KeyValues.of(KeyValues.pairs("a=99.9999999999995 b=word c=0.050")));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.pairs("a=1 b"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.pairs("a="));
    }

    @Test
    void numbers_may_be_left_open() {
        assertEquals(0, KeyValues.number("x", " "));
        assertEquals(2.5, KeyValues.number("x", "2.5"));
        assertEquals("x = 2 um is not a number: state it without a unit, as 20 or 0.5",
                assertThrows(IllegalArgumentException.class, () -> KeyValues.number("x", "2 um")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> KeyValues.seed("-1"));
        assertThrows(IllegalArgumentException.class, () -> KeyValues.seed("x"));
    }
}
