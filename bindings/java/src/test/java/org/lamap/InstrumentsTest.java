// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstrumentsTest {
    private static final Conditions OURS = new Conditions().with("beam_size_um", 20).with("scan_speed_um_s", 40);

    @TempDir
    Path folder;

    private Instruments instruments() {
        return new Instruments(folder.resolve("lamap").resolve("instruments"));
    }

    @Test
    void whatIsSavedComesBackAndNothingElseIsStated() throws Exception {
        Path file = instruments().save("193 nm laser, small cell", OURS);
        assertEquals("beam_size_um = 20 # µm\nscan_speed_um_s = 40 # µm/s\n",
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        assertEquals(OURS, instruments().load("193 nm laser, small cell"));
        assertEquals(1, file.getParent().toFile().list().length);
    }

    @Test
    void anotherOfTheSameNameIsReplacedOnPurposeAlone() throws Exception {
        Conditions other = OURS.with("beam_size_um", 5);
        Path file = instruments().save("ours", OURS);
        instruments().save("ours", OURS);
        String sentence = assertThrows(IllegalArgumentException.class, () -> instruments().save("ours", other)).getMessage();
        assertEquals("there is an instrument ours already: choose another name, or replace it", sentence);
        assertEquals(OURS, instruments().load("ours"));
        instruments().replace("ours", other);
        assertEquals(other, instruments().load("ours"));
        Files.write(file, new byte[] {'#', (byte) 0xb5});
        assertThrows(IllegalArgumentException.class, () -> instruments().save("ours", other));
        assertEquals(1, file.getParent().toFile().list().length);
    }

    @Test
    void aPresetIsNotHiddenByAnInstrumentOfItsName() {
        String sentence = assertThrows(IllegalArgumentException.class, () -> instruments().replace("Seed-2019", OURS)).getMessage();
        assertEquals("Seed-2019 is a preset that comes with lamap: choose another name", sentence);
        assertTrue(instruments().all(null).isEmpty());
    }

    @Test
    void theyAreListedByNameAndFilesThatCannotBeUsedAreTold() throws Exception {
        assertTrue(instruments().all(null).isEmpty());
        instruments().save("b", OURS);
        instruments().save("A", OURS);
        Path place = instruments().folder();
        Files.write(place.resolve("marked.toml"), "\ufeffbeam_size_um = 7".getBytes(StandardCharsets.UTF_8));
        Files.write(place.resolve("wrong.toml"), "beam = 7".getBytes(StandardCharsets.UTF_8));
        Files.write(place.resolve("latin.toml"), new byte[] {'#', (byte) 0xb5});
        Files.write(place.resolve("seed-2019.toml"), "beam_size_um = 7".getBytes(StandardCharsets.UTF_8));
        List<String> problems = new ArrayList<>();
        Map<String, Conditions> found = instruments().all(problems);
        assertEquals("[A, b, marked]", found.keySet().toString());
        assertEquals(3, problems.size());
        assertTrue(problems.get(0).startsWith("latin.toml is left out: ") && problems.get(0).contains("UTF-8"), problems.toString());
        assertTrue(problems.get(1).startsWith("seed-2019.toml is left out: seed-2019 is a preset"), problems.toString());
        assertTrue(problems.get(2).contains("beam"), problems.toString());
    }

    @Test
    void theLastOneIsRememberedWhileItIsThere() throws Exception {
        assertNull(instruments().last());
        instruments().save("ours", OURS);
        instruments().remember("ours");
        assertEquals("ours", instruments().last());
        Files.delete(instruments().folder().resolve("ours.toml"));
        assertNull(instruments().last());
        Files.write(instruments().folder().resolve("last.txt"), "../ours".getBytes(StandardCharsets.UTF_8));
        assertNull(instruments().last());
    }

    @Test
    void aNameIsThatOfAFileOnEverySystem() {
        StringBuilder eighty = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            eighty.append('µ');
        }
        instruments().save(eighty.toString(), OURS);
        for (String name : new String[] {
            "", " a", "a ", ".a", "a.", "a/b", "a\\b", "a:b", "a\nb", "con", "NUL.x", "com1", eighty + "x"
        }) {
            assertThrows(IllegalArgumentException.class, () -> instruments().save(name, OURS), name);
        }
        String sentence = assertThrows(IllegalArgumentException.class, () -> instruments().load("ours")).getMessage();
        assertTrue(sentence.startsWith("there is no instrument ours: the saved ones are µ"), sentence);
    }
}
