// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A scan of five lines, 20 µm/s and 10 µm apart, with a reading of two elements every 0.5 s: its signal and its laser log. */
final class LineScene {
    static final int LINES = 5;
    static final int PIXELS = 20;
    static final double SWEEP_S = 0.5;
    /** Time of the signal at which the first line begins. */
    static final double LAG_S = 7.05;

    private LineScene() {}

    /** Value with the laser on: never as low as the blank, and different in every pixel. */
    static float value(int element, int line, int pixel) {
        return 100 + 7 * (line * PIXELS + pixel) % 61 * (element + 1) + line;
    }

    /** When a line begins on the clock of the log, s; the pauses differ. */
    private static double beginS(int line) {
        return line * (PIXELS * SWEEP_S + 6) + new double[] {0, 0.5, 0.1, 1, 0.5}[line];
    }

    /** All lines in one file. */
    static Path signal(Path file) throws IOException {
        StringBuilder text = new StringBuilder("Time [Sec],Mg24,Al27\n");
        for (int reading = 0; reading < 200; reading++) {
            double time = 0.25 + SWEEP_S * reading;
            text.append(time).append(',').append(at(0, time, reading)).append(',').append(at(1, time, reading)).append('\n');
        }
        return write(file, text);
    }

    private static float at(int element, double time, int reading) {
        for (int line = 0; line < LINES; line++) {
            int pixel = (int) Math.floor((time - LAG_S - beginS(line)) / SWEEP_S);
            if (pixel >= 0 && pixel < PIXELS) {
                return value(element, line, pixel);
            }
        }
        return reading % 3;
    }

    static Path log(Path file) throws IOException {
        StringBuilder text = new StringBuilder("Timestamp,Comment,X,Y,Scan Velocity,Laser State,Laser Rep. Rate,Spot Size\n");
        for (int line = 0; line < LINES; line++) {
            double endS = beginS(line) + PIXELS * SWEEP_S;
            event(text, beginS(line), line, 50, "Off,0");
            event(text, beginS(line), line, 50, "On,40");
            event(text, endS, line, 250, "On,40");
            event(text, endS, line, 250, "Off,0");
        }
        return write(file, text);
    }

    private static void event(StringBuilder text, double timeS, int line, int x, String laser) {
        double s = timeS + 30;
        text.append(String.format(Locale.ROOT, "2026-01-05 09:%02d:%06.3f,Line %d,%d,%d,20,%s,10 x 10%n",
                (int) (s / 60), s % 60, line + 1, x, 100 + 10 * line, laser));
    }

    /** A file for each line, in a folder. */
    static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int line = 0; line < LINES; line++) {
            StringBuilder text = new StringBuilder("Time,Mg24,Al27\n");
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                text.append(SWEEP_S * (pixel + 1)).append(',').append(value(0, line, pixel)).append(',')
                        .append(value(1, line, pixel)).append('\n');
            }
            write(folder.resolve("line_" + (line + 7) + ".csv"), text);
        }
        return folder;
    }

    private static Path write(Path file, CharSequence text) throws IOException {
        return Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
