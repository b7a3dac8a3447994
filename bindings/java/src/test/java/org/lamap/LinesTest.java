// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    private static final Map<String, String> NOTHING = Collections.emptyMap();

    @TempDir
    Path folder;

    private static void assertIsScene(ElementMap map) {
        assertEquals(2, map.elements());
        assertEquals("Al27", map.name(1));
        assertEquals(LineScene.LINES, map.lines());
        assertEquals(LineScene.PIXELS, map.pixels());
        for (int line = 0; line < LineScene.LINES; line++) {
            for (int pixel = 0; pixel < LineScene.PIXELS; pixel++) {
                assertEquals(LineScene.value(1, line, pixel), map.values(1)[line * LineScene.PIXELS + pixel]);
            }
        }
    }

    private static String said(ElementMap map) {
        return String.join("\n", map.notes());
    }

    private String refusal(String key, String value, Path path) {
        Map<String, String> options = key.isEmpty() ? NOTHING : Collections.singletonMap(key, value);
        return assertThrows(LamapException.class, () -> Lamap.readLines(options, path.toString())).getMessage();
    }

    @Test
    void aLogCutsOneRecordingAndTellsTheConditions() throws Exception {
        Path places = Files.createDirectories(folder.resolve("a folder with blanks, µ"));
        Path signal = LineScene.signal(places.resolve("the signal.csv"));
        Path log = LineScene.log(places.resolve("the log.csv"));
        LineScans scans = Lamap.readLines(Collections.singletonMap("log", log.toString()), signal.toString());
        assertIsScene(scans.map());
        assertEquals(10, scans.map().pixelWidthUm(), 1e-9);
        assertEquals(10, scans.map().pixelHeightUm(), 1e-9);
        Map<String, String> known = scans.conditions().stated();
        assertEquals("{acquisition_time_s=0.5, beam_shape=square, beam_size_um=10, line_spacing_um=10, repetition_rate_hz=40, "
                + "scan_speed_um_s=20}", new TreeMap<>(known).toString());
        assertTrue(scans.conditions().toToml().contains("scan_speed_um_s = 20"));
        assertTrue(said(scans.map()).contains("the gas blank"), said(scans.map()));
        assertIsScene(Lamap.readLines(NOTHING, places.toString()).map());
    }

    @Test
    void aFolderHoldsAFileForEachLine() throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("scan_speed_um_s", "20");
        options.put("line_spacing_um", "15");
        Path lines = LineScene.folder(folder.resolve("lines"));
        LineScans scans = Lamap.readLines(options, lines.toString());
        assertIsScene(scans.map());
        assertEquals(15, scans.map().pixelHeightUm(), 1e-9);
        assertEquals(0, Lamap.readLines(NOTHING, lines.toString()).map().pixelWidthUm());
        assertEquals("12.0", scans.conditions().with("beam_size_um", 12).stated().get("beam_size_um"));
    }

    @Test
    void whatCannotBeToldIsRefusedInASentence() throws Exception {
        Path signal = LineScene.signal(folder.resolve("signal.csv"));
        assertTrue(refusal("lag_s", "soon", signal).contains("lag_s = \"soon\""));
        assertTrue(refusal("speed", "1", signal).contains("scan_speed_um_s"));
        assertTrue(refusal("cut", "log", signal).contains("the laser log is not known"));
        assertTrue(refusal("log", folder.resolve("none.csv").toString(), signal).contains("none.csv"));
        assertTrue(refusal("", "", folder.resolve("none")).contains("none"));
        assertTrue(assertThrows(LamapException.class, () -> Lamap.readLines(NOTHING)).getMessage().contains("no recording"));
        assertThrows(IllegalArgumentException.class, () -> Lamap.readLines(NOTHING, (String) null));
        assertThrows(IllegalArgumentException.class,
                () -> Lamap.readLines(Collections.singletonMap("log", null), signal.toString()));
    }

    @Test
    void recordingsAndLogsAreKnownFromMaps() throws Exception {
        String signal = LineScene.signal(folder.resolve("signal.csv")).toString();
        String log = LineScene.log(folder.resolve("log.csv")).toString();
        String map = Files.write(folder.resolve("P31.csv"), "1,2\n3,4\n".getBytes("UTF-8")).toString();
        assertTrue(Lamap.isRecording(signal) && !Lamap.isLaserLog(signal));
        assertTrue(Lamap.isLaserLog(log) && !Lamap.isRecording(log));
        assertFalse(Lamap.isRecording(map) || Lamap.isLaserLog(map) || Lamap.isRecording("no such file"));
        assertThrows(IllegalArgumentException.class, () -> Lamap.isRecording(null));
    }

    @Test
    void notesComeWithEveryMapAndStay() throws Exception {
        String file = Files.write(folder.resolve("P31.csv"), "1,2\n3,4\n,\n".getBytes("UTF-8")).toString();
        ElementMap map = Lamap.read(file);
        assertTrue(said(map).contains("line 3 holds only separators"), said(map));
        ElementMap other = map.withUnit("cps").withOrigin(1, 2).withNames("Zn66").withPixelSize(3, 4);
        assertEquals(map.notes(), other.notes());
        assertEquals(4, other.pixelHeightUm());
        assertEquals(1, other.originXUm());
        assertTrue(new ElementMap(new float[][] {{1}}, 1, 1, 1, 1).notes().isEmpty());
    }
}
