// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    @Test
    void theLibraryJudges() {
        String report = "{\"elements\": [{\"element\": \"\u00b5\", \"method\": \"physics\", \"chi_square\": 7,"
                + " \"counting_statistics\": false}], \"warnings\": [\"\u00b5: odd: check the washout\"]}";
        assertEquals("red: The enhanced map contradicts the measurement: it leaves 7 times the noise unexplained. State the unit"
                + " of the values: counts, cps with the dwell time, or a concentration.", Verdict.of(Report.in(report), " ").toString());
        Report green = Report.in(report.replace("7", "1").replace("\"\u00b5: odd: check the washout\"", ""));
        assertEquals(Verdict.Level.GREEN, Verdict.of(green, "ppm").level());
        Report odd = Report.in(report.replace("\"physics\"", "3"));
        assertThrows(LamapException.class, () -> Verdict.of(odd, "ppm"));
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
