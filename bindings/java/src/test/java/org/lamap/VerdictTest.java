// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    /** Python is tested by the same table. */
    @Test
    void everyLanguageJudgesAlike() throws Exception {
        Path table = Paths.get("../../tests/data/verdicts.json");
        String text = new String(Files.readAllBytes(table), StandardCharsets.UTF_8);
        List<?> cases = (List<?>) Json.read(text);
        assertTrue(cases.size() > 20);
        for (Object one : cases) {
            Map<String, Object> entry = Report.object(one);
            String name = Report.text(entry, "case");
            String from = text.substring(text.indexOf("{\"case\": \"" + name + "\""));
            String json = from.substring(from.indexOf("\"report\": ") + 10, from.indexOf(", \"level\": "));
            Verdict verdict = Verdict.of(Report.in(json), Report.text(entry, "unit"));
            assertEquals(Report.text(entry, "level"), verdict.level().toString(), name);
            assertEquals(Report.text(entry, "sentence"), verdict.sentence(), name);
            assertEquals(Report.text(entry, "next_step"), verdict.nextStep(), name);
        }
    }

    @Test
    void aResultHasItsVerdictAndSoHasItsFile(@TempDir Path folder) {
        ElementMap counts = LamapTest.counts();
        try (Enhancer enhancer = new Enhancer(new Settings().with("method", "physics"))) {
            Enhanced enhanced = enhancer.enhance(counts, Conditions.preset("seed-2019"), null);
            assertEquals(Verdict.Level.GREEN, enhanced.verdict().level(), enhanced.toString());
            String file = folder.resolve("enhanced.tif").toString();
            Lamap.write(file, enhanced.estimate());
            ElementMap back = Lamap.read(file);
            assertEquals(enhanced.verdict(), Verdict.of(Report.in(back.info()), back.unit()));
        }
    }

    @Test
    void theReportsOfSeveralRecordsAreJoined() {
        String record = "{\"tool\": \"x\", \"report\": {\"elements\": [{\"element\": \"Ba\", \"chi_square\": 1}],"
                + " \"notes\": [], \"warnings\": [\"Ba: odd\"], \"settings\": {\"magnification\": \"4\"}}}";
        Report report = Report.in("[" + record + "," + record.replace("Ba", "Zn") + "]");
        assertNotNull(report);
        assertEquals("Zn", report.elements().get(1).name());
        assertEquals(1, report.elements().get(1).noiseLeft());
        assertEquals("[Ba: odd, Zn: odd]", report.warnings().toString());
        assertEquals("4", report.setting("magnification"));
        assertEquals("", report.condition("beam_size_um"));
    }

    @Test
    void whatIsNoReportIsNone() {
        for (String text : new String[] {
            "", "{}", "[]", "[1]", "{\"elements\": 3, \"warnings\": []}", "{\"report\": null}", "null", "beam_size_um = 5",
            "{\"elements\": [{}], \"warnings\": []}", "{\"elements\": [{\"chi_square\": 1}]}"
        }) {
            assertNull(Report.in(text), text);
        }
    }

    @Test
    void jsonIsReadWholeOrNotAtAll() {
        assertEquals("{a=[1.0, -2500.0, true, null], b=\u00b5\n\"}", Json.read(
                " { \"a\" : [1, -2.5e3, true, null] , \"b\":\"\\u00b5\\n\\\"\" } ").toString());
        StringBuilder deep = new StringBuilder();
        for (int depth = 0; depth < 10_000; depth++) {
            deep.append('[');
        }
        for (String text : new String[] {"", "{", "[1,]", "{\"a\":1,}", "\"a", "\"\\x\"", "\"\\u12", "[1 2]", "1 2", "nul", deep.toString()}) {
            assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
        }
    }
}
