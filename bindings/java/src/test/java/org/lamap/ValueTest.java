// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What Java programs see of the classes that hold values. */
class ValueTest {
    private static ElementMap map(double width, double height) {
        return new ElementMap(new float[][] {new float[6]}, 2, 3, width, height);
    }

    @Test
    void conditionsAndSettingsAreEqualWhereTheyStateTheSame() {
        Conditions twenty = new Conditions().with("beam_size_um", 20);
        assertEquals(twenty, Conditions.from("beam_size_um = 20.0"));
        assertEquals(twenty.hashCode(), Conditions.from("beam_size_um = 20.0").hashCode());
        assertNotEquals(twenty, new Conditions());
        assertNotEquals(twenty, "Conditions");
        assertEquals(new Settings().with("method", "physics"), new Settings().with("method", "physics"));
        assertNotEquals(new Settings().with("method", "physics"), new Settings());
    }

    @Test
    void mapsAreEqualWhereTheirValuesAreWhereverTheseLie() {
        ElementMap array = map(5, 10).withNames("P31");
        ElementMap direct = new ElementMap(ElementMap.newBuffer(6), 1, 2, 3, 5, 10).withNames("P31");
        array.values(0)[4] = Float.NaN;
        assertNotEquals(array, direct);
        direct.buffer(0).put(4, Float.NaN);
        assertEquals(array, direct);
        assertEquals(array.hashCode(), direct.hashCode());
        assertNotEquals(array, direct.withUnit("counts"));
        assertNotEquals(array, direct.withOrigin(1, 0));
        assertNotEquals(array, "P31");
        MeasuredPass pass = new MeasuredPass(array, 0, 0.5, false);
        assertEquals(pass, new MeasuredPass(direct, 0, 0.5, false));
        assertEquals(pass.hashCode(), new MeasuredPass(direct, 0, 0.5, false).hashCode());
        assertNotEquals(pass, new MeasuredPass(array, 0, 0.5, true));
        LineScans lines = new LineScans(array, new String[] {"beam_size_um", "20"});
        assertEquals(lines, new LineScans(direct, new String[] {"beam_size_um", "20"}));
        assertNotEquals(lines, new LineScans(array, new String[0]));
    }

    @Test
    void rowsAndReportsAreEqualWhereTheySayTheSame() {
        assertEquals(Settings.table(), Settings.table());
        assertNotEquals(Settings.table().get(0), Settings.table().get(1));
        String text = "{\"elements\": [{\"element\": \"P31\", \"chi_square\": 1}], \"warnings\": []}";
        Report report = Report.in(text);
        assertEquals(report, Report.in(text));
        assertEquals(report.hashCode(), Report.in(text).hashCode());
        assertEquals(report.elements(), Report.in(text).elements());
        assertNotEquals(report, Report.in(text.replace("P31", "Fe57")));
        ElementMap map = map(5, 10);
        Enhanced enhanced = new Enhanced(map, map, map, text, new String[0], new String[0]);
        assertEquals(enhanced, new Enhanced(map, map, map, text, new String[0], new String[0]));
        assertNotEquals(enhanced, new Enhanced(map, map, map.withUnit("cps"), text, new String[0], new String[0]));
    }

    @Test
    void theirTextsSayWhatIsStated() {
        Conditions scan = new Conditions().with("beam_size_um", 20).with("beam_shape", "disc");
        assertEquals("Conditions{beam_size_um = 20, beam_shape = \"disc\"}", scan.toString());
        assertEquals("Conditions{}", new Conditions().toString());
        assertEquals("Settings{method=physics}", new Settings().with("method", "physics").toString());
        assertEquals("ElementMap{P31: 2 x 3 pixels, pixel 5.0 x 10.0 µm, counts}",
                map(5, 10).withNames("P31").withUnit("counts").toString());
        assertEquals("ElementMap{1: 2 x 3 pixels}", map(0, 0).toString());
        assertTrue(Settings.table().get(0).toString().startsWith("magnification = 4 [1 to 16]"), Settings.table().get(0).toString());
    }

    @Test
    void aConditionIsReadByItsKey() {
        assertEquals("gamma", Conditions.preset("seed-2019").value("pulse_response"));
        assertEquals("auto", new Conditions().value("beam_size_um"));
        assertThrows(LamapException.class, () -> new Conditions().value("beam"));
    }

    @Test
    void nullIsRefusedWithASentence() {
        IllegalArgumentException value =
                assertThrows(IllegalArgumentException.class, () -> new Conditions().with("beam_size_um", (String) null));
        assertEquals("beam_size_um is null: state a number, a word or auto", value.getMessage());
        assertRefused("key", () -> new Settings().with(null, "x"));
        assertRefused("toml", () -> Conditions.from(null));
        assertRefused("name", () -> Conditions.preset(null));
        assertRefused("key", () -> new Conditions().value(null));
        assertRefused("values", () -> new ElementMap((float[][]) null, 1, 1, 1, 1));
        assertRefused("values[1]", () -> new ElementMap(new float[][] {new float[1], null}, 1, 1, 1, 1));
        assertRefused("elementNames", () -> map(1, 1).withNames((String[]) null));
        assertRefused("elementNames[0]", () -> map(1, 1).withNames((String) null));
        assertRefused("valueUnit", () -> map(1, 1).withUnit(null));
        assertRefused("map", () -> new MeasuredPass(null, 0, 0, false));
        assertRefused("report", () -> Verdict.of(null, ""));
        assertRefused("info", () -> Report.in(null));
        assertRefused("unit", () -> Units.stated(null));
        assertRefused("folder", () -> new Instruments(null));
        assertRefused("name", () -> Instruments.ofUser().load(null));
        assertRefused("reports[0]", () -> Enhanced.joinReports(java.util.Collections.singletonList(null)));
    }

    @Test
    void nullIsRefusedByEveryCallThatComputes() {
        Conditions open = new Conditions();
        assertRefused("conditions", () -> Lamap.ablate(null, new float[1], 1, 1, 1.0, 1));
        assertRefused("sample", () -> Lamap.expected(open, null, 1, 1, 1.0));
        assertRefused("sample", () -> Lamap.ablate(open, null, 1));
        assertRefused("conditions", () -> Lamap.variance(null, map(1, 1)));
        assertRefused("sample", () -> Lamap.ablateShape(open, null));
        assertRefused("conditions", () -> Lamap.plan(null, 1, 1));
        assertRefused("path", () -> Lamap.write(null, map(1, 1)));
        assertRefused("map", () -> Lamap.write("x.tif", null));
        assertRefused("paths[0]", () -> Lamap.read((String) null));
        assertRefused("path", () -> Lamap.loadRuntime(null));
        assertRefused("settings", () -> new Enhancer(null));
        try (Enhancer enhancer = new Enhancer(new Settings().with("method", "physics"))) {
            assertRefused("map", () -> enhancer.enhance(null, open, null));
            assertRefused("conditions", () -> enhancer.enhance(map(1, 1), null, null));
            assertRefused("map", () -> enhancer.outputShape(null));
            assertRefused("passes", () -> enhancer.enhancePasses(null, open, null));
            assertRefused("passes[0]", () -> enhancer.enhancePasses(java.util.Collections.singletonList(null), open, null));
        }
    }

    private static void assertRefused(String argument, org.junit.jupiter.api.function.Executable call) {
        assertEquals(argument + " is null: state a value", assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> map(wrong, 1));
            assertThrows(IllegalArgumentException.class, () -> map(1, wrong));
            assertThrows(IllegalArgumentException.class, () -> map(1, 1).withPixelSize(1, wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> map(1, 1).withOrigin(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new ElementMap(new float[][] {new float[6]}, -2, -3, 1, 1));
    }
}
