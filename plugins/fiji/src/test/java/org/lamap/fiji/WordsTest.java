// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users read: names of fields, next steps, lines. */
class WordsTest {
    @BeforeAll
    static void nativePart() {
        NativePart.assumeThere();
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void sentences_name_the_fields_of_their_own_dialog() {
        Form form = new Form("My instrument");
        InstrumentForm.fields(new LinkedHashMap<>()).forEach(form::add);
        assertEquals("“Scan speed” = 0 µm/s is out of range", form.inItsWords("scan_speed_um_s = 0 µm/s is out of range"));
        assertEquals("“Acquisition time of one pixel” = x", form.inItsWords("acquisition_time = x"));
        assertEquals("“Washout” = x, a washout", form.inItsWords("washout_time_s = x, a washout"));
        Form lines = LinesForm.of("Import line scans", "");
        assertEquals("choose “Time unit”", lines.inItsWords("choose time_unit"));
        assertEquals("“Lag” = soon: the lag", lines.inItsWords("lag = soon: the lag"));
        assertEquals("“Path” is empty", MapForm.of("maps").inItsWords("path is empty"));
        assertEquals("“Flip lines” of my_map.csv", MapForm.of("maps").inItsWords("flip_lines of my_map.csv"));
    }

    @Test
    void headings_of_the_help_are_words() {
        Pattern heading = Pattern.compile("<b>([^<]*)</b>");
        String enhancement = SettingFields.enhancementHelp().replaceFirst("<h3>Conditions, as key=value.*", "");
        for (String help : Arrays.asList(enhancement, MapForm.HELP, LinesForm.HELP, InstrumentForm.help())) {
            Matcher found = heading.matcher(help);
            while (found.find()) {
                assertFalse(found.group(1).contains("_"), found.group(1));
            }
        }
        assertTrue(enhancement.contains("<b>Dwell time (s)</b> (in macros dwell_time_s) ="), enhancement);
    }

    @Test
    void a_number_says_what_is_wanted() {
        Map<String, String> answers = LinesForm.of("lines", "").answers(Collections.emptyMap());
        answers.put("lag", "soon");
        String sentence = refusal(() -> LinesForm.options(answers));
        assertTrue(sentence.startsWith("lag = soon is not a number: state the time of the signal in s"), sentence);
        assertEquals("x = 2,5 is not a number: write a decimal point, as 2.5", refusal(() -> KeyValues.number("x", "2,5")));
    }

    @Test
    void an_element_that_is_written_otherwise_is_asked_about() {
        ImagePlus image = Samples.stack();
        for (String typed : new String[] {"zn66", "66Zn", "Zn 66", "P31, ZN66"}) {
            String sentence = refusal(() -> Elements.chosen(image, typed));
            assertTrue(sentence.endsWith("did you mean Zn66?"), sentence);
        }
        String other = refusal(() -> Elements.chosen(image, "Fe56"));
        assertTrue(other.endsWith("cells.tif has no \"Fe56\": choose from P31, Ca43, Zn66, or state all or current"), other);
    }

    @Test
    void what_the_noise_of_one_image_is_is_not_remembered_for_the_next() {
        Map<String, String> answers = EnhanceForm.of(Samples.unknownCounts(), "test").answers(MacroOptions.parse("noise=counts tile=64"));
        EnhanceForm.remember(Samples.unknownCounts(), answers);
        assertEquals("{tile=64}", LastAnswers.ENHANCEMENT.read(Arrays.asList("noise", "tile")).toString());
    }

    @Test
    void the_card_of_a_model_is_in_lines() {
        assertEquals("name: a \"b\"\nscores:\n  cells low:\n    gain db: 0.858\n  range: 0.5, 2.0\nhours: 2.25", CardText.of(
                "{\"name\":\"a \\\"b\\\"\",\"scores\":{\"cells_low\":{\"gain_db\":0.8582232},\"range\":[0.5,2.0]},\"hours\":2.25}"));
        List<String> lines = Arrays.asList(ModelInfo.text().split("\n"));
        assertTrue(lines.contains("name: unet-small"), lines.toString());
        lines.forEach(line -> assertTrue(line.length() < 120 && !line.matches(".*[{}\"].*"), line));
    }

    @Test
    void lines_of_the_log_go_on_farther_right() {
        String[] lines = Sentences.hanging("  " + String.join(" ", Collections.nCopies(30, "words"))).split("\n");
        assertTrue(lines.length > 1 && lines[0].startsWith("  words") && lines[1].startsWith("      words"), lines[1]);
    }
}
