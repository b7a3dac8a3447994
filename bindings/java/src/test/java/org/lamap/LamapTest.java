// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LamapTest {
    static ElementMap counts() {
        ElementMap sample = Lamap.phantom("cells", 120, 150, 3);
        return Lamap.ablate(Conditions.preset("seed-2019"), sample.values(0), 120, 150, 1.0, 42);
    }

    @Test
    void oneSeedGivesOneMapWithItsPixelSizeAndUnit() {
        ElementMap first = counts();
        assertArrayEquals(first.values(0), counts().values(0));
        assertEquals(5.0, first.pixelWidthUm());
        assertEquals(5.0, first.pixelHeightUm());
        assertEquals("counts", first.unit());
        assertEquals(24, first.lines());
    }

    @Test
    void withoutNoiseTheMapIsTheMeanOfTheNoisyOnes() {
        Conditions conditions = Conditions.preset("seed-2019").with("mean_concentration", 0).with("sensitivity_counts", 1e4);
        float[] uniform = new float[100 * 100];
        java.util.Arrays.fill(uniform, 1f);
        float[] expected = Lamap.expected(conditions, uniform, 100, 100, 1.0).values(0);
        assertEquals(5e4, expected[10 * 20 + 10], 5e4 * 1e-3);
    }

    @Test
    void elementsOfOnePassShareTheNoiseOfTheLaser() {
        float[] uniform = new float[100 * 100];
        java.util.Arrays.fill(uniform, 1f);
        ElementMap sample = new ElementMap(new float[][] {uniform, uniform}, 100, 100, 1, 1).withNames("P31", "Zn66");
        Conditions bright = new Conditions().with("beam_size_um", 5).with("sensitivity_counts", 1e8).with("flicker_rsd", 0.1);
        ElementMap counts = Lamap.ablate(bright, sample, 1);
        assertEquals("Zn66", counts.name(1));
        float[] first = counts.values(0);
        for (int i = 0; i < first.length; i++) {
            assertEquals(1, counts.values(1)[i] / first[i], 1e-3);
        }
        assertTrue(first[0] != first[1], "the laser flickers");
    }

    @Test
    void channelsBelongToTheElementsThatTheyName() {
        float[] ones = new float[50 * 50];
        java.util.Arrays.fill(ones, 1f);
        ElementMap sample = new ElementMap(new float[][] {ones, ones}, 50, 50, 1, 1).withNames("P31", "Zn66");
        String zinc = "[[channel]]\nname = \"Zn66\"\nsensitivity_counts = 2000\n";
        Conditions both = Conditions.from("beam_size_um = 5\nsensitivity_counts = 1000\n" + zinc
                + "[[channel]]\nname = \"P31\"\nsensitivity_counts = 1000\n");
        ElementMap expected = Lamap.expected(both, sample);
        assertEquals(2, expected.values(1)[55] / expected.values(0)[55], 1e-4);
        LamapException one = assertThrows(LamapException.class, () -> Lamap.expected(Conditions.from(zinc), sample));
        assertTrue(one.getMessage().contains("P31, Zn66"), one.getMessage());
        assertThrows(LamapException.class,
                () -> Lamap.expected(both, new ElementMap(new float[][] {ones}, 50, 50, 1, 2)));
    }

    @Test
    void wrongArgumentsAreExceptionsWithASentence() {
        LamapException unknown = assertThrows(LamapException.class, () -> Lamap.phantom("cats", 10, 10, 1));
        assertTrue(unknown.getMessage().contains("cats"), unknown.getMessage());
        assertEquals(1, unknown.status());
        assertThrows(LamapException.class, () -> Lamap.phantom("cells", -1, 10, 1));
        Conditions plain = new Conditions();
        IllegalArgumentException few =
                assertThrows(IllegalArgumentException.class, () -> Lamap.ablate(plain, new float[3], 2, 2, 1.0, 1));
        assertEquals("sample has 3 values, but rows x columns is 2 x 2", few.getMessage());
        for (double size : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(LamapException.class, () -> Lamap.ablate(plain, new float[4], 2, 2, size, 1));
        }
        assertThrows(LamapException.class, () -> Lamap.ablate(plain, new float[0], 0, 0, 1.0, 1));
        float[] infinite = {1, 1, 1, Float.POSITIVE_INFINITY};
        assertThrows(LamapException.class, () -> Lamap.ablate(plain, infinite, 2, 2, 1.0, 1));
        assertThrows(IllegalArgumentException.class, () -> Lamap.ablate(plain, null, 2, 2, 1.0, 1));
        assertThrows(IllegalArgumentException.class, () -> Lamap.phantom(null, 2, 2, 1));
    }

    @Test
    void settingsAreCheckedWhenTheyAreStated() {
        LamapException range = assertThrows(LamapException.class, () -> new Settings().with("magnification", 99));
        assertTrue(range.getMessage().contains("magnification"), range.getMessage());
        assertThrows(LamapException.class, () -> new Conditions().with("beam_size_mm", "5"));
        assertThrows(LamapException.class, () -> Conditions.preset("no-such"));
        LamapException line = assertThrows(LamapException.class, () -> Conditions.from("beam_size_um = -1"));
        assertTrue(line.getMessage().contains("line 1"), line.getMessage());
        assertTrue(new Conditions().with("beam_size_um", 7).toToml().contains("beam_size_um = 7"));
    }

    @Test
    void theTablesAndPresetsAreThere() {
        assertTrue(Lamap.presets().containsKey("seed-2019"));
        assertTrue(Conditions.table().size() > 20);
        Setting method = Settings.table().stream().filter(row -> row.key().equals("method")).findFirst().get();
        assertEquals(java.util.Arrays.asList("auto", "unet", "physics"), method.choices());
        assertEquals("auto", method.defaultValue());
        assertFalse(Lamap.version().isEmpty());
        assertTrue(Lamap.modelCard(null).contains("unet-small"));
        assertTrue(Lamap.plan(Conditions.preset("seed-2019"), 1000, 1000).contains("resolution"));
    }

    @Test
    void filesKeepNamesUnitAndPlace(@TempDir Path folder) throws Exception {
        float[][] values = {{1, 2, Float.NaN, 4}, {5, 6, 7, 8}};
        ElementMap map = new ElementMap(values, 2, 2, 3.5, 20).withNames("P31", "Zn66").withUnit("µg/g").withOrigin(7, 40);
        String file = folder.resolve("map.tif").toString();
        Lamap.write(file, map);
        ElementMap back = Lamap.read(file);
        assertArrayEquals(values[0], back.values(0));
        assertEquals("Zn66", back.name(1));
        assertEquals("µg/g", back.unit());
        assertEquals(3.5, back.pixelWidthUm(), 1e-6);
        assertEquals(40, back.originYUm(), 1e-3);
        Files.write(folder.resolve("bad.csv"), "a,b\nc,d\n".getBytes("UTF-8"));
        LamapException bad = assertThrows(LamapException.class, () -> Lamap.read(folder.resolve("bad.csv").toString()));
        assertTrue(bad.getMessage().contains("bad.csv"), bad.getMessage());
    }

    @Test
    void aFileOfTextAloneIsLeftOutOfAFolder(@TempDir Path folder) throws Exception {
        for (String name : new String[] {"P31.csv", "Zn66.csv"}) {
            Files.write(folder.resolve(name), "1,2,3\n4,5,6\n".getBytes("UTF-8"));
        }
        Files.write(folder.resolve("SOURCES.tsv"), "name\tlicence\nP31\tCC\n".getBytes("UTF-8"));
        Files.write(folder.resolve("notes.md"), "a word".getBytes("UTF-8"));
        ElementMap map = Lamap.read(folder.toString());
        assertEquals(2, map.elements());
        assertEquals(
                "[SOURCES.tsv is left out: it holds no map, notes.md is left out: no such files are read of a folder]",
                map.notes().toString());
        String alone = folder.resolve("SOURCES.tsv").toString();
        assertThrows(LamapException.class, () -> Lamap.read(alone));
        Files.write(folder.resolve("Ca43.csv"), "1,2,3\n".getBytes("UTF-8"));
        LamapException size = assertThrows(LamapException.class, () -> Lamap.read(folder.toString()));
        assertFalse(size.getMessage().contains("SOURCES"), size.getMessage());
    }

    @Test
    void aDamagedMapOfAFolderIsRefusedAndNotLeftOut(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("P31.csv"), "1,2,3\n4,5,6\n".getBytes("UTF-8"));
        Files.write(folder.resolve("readme.txt"), new byte[0]);
        assertEquals("[readme.txt is left out: it is empty]", Lamap.read(folder.toString()).notes().toString());
        for (String damaged : new String[] {"lost\n", ""}) {
            Files.write(folder.resolve("Zn66.csv"), damaged.getBytes("UTF-8"));
            LamapException refused = assertThrows(LamapException.class, () -> Lamap.read(folder.toString()));
            assertTrue(refused.getMessage().contains("Zn66.csv: the file "), refused.getMessage());
        }
    }

    @Test
    void filesAreReadAsTold(@TempDir Path folder) throws Exception {
        String file = Files.write(folder.resolve("P31.csv"), "1,2,<LOD\n4,5,6\n".getBytes("UTF-8")).toString();
        assertThrows(LamapException.class, () -> Lamap.read(file));
        Map<String, String> options = new HashMap<>();
        options.put("below_detection", "zero");
        options.put("transpose", "yes");
        options.put("flip_pixels", "yes");
        ElementMap map = Lamap.read(options, file);
        assertEquals(3, map.lines());
        assertArrayEquals(new float[] {4, 1, 5, 2, 6, 0}, map.values(0));
        for (String[] wrong : new String[][] {{"points", "inch"}, {"turn", "yes"}}) {
            LamapException refused = assertThrows(
                    LamapException.class, () -> Lamap.read(Collections.singletonMap(wrong[0], wrong[1]), file));
            assertTrue(refused.getMessage().contains(wrong[0]), refused.getMessage());
        }
    }
}
