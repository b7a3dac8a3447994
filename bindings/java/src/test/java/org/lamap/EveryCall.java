// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;

/** Calls every native function once, with arrays, with buffers and into failures. Argument: a folder to write in. */
public final class EveryCall {
    private EveryCall() {}

    public static void main(String[] arguments) throws IOException {
        Conditions seed = Conditions.from(Conditions.preset("seed-2019").with("flicker_rsd", 0.05).toToml());
        System.out.println(Lamap.version() + Lamap.presets() + Conditions.table().size() + Settings.table().size());
        System.out.println(seed.statedToml() + seed.value("beam_size_um"));
        fails(() -> seed.value("beam"));
        System.out.println(Lamap.plan(seed, 100, 100).length() + Lamap.modelCard(null).length());
        float[] cells = Lamap.phantom("cells", 60, 60, 1).values(0);
        ElementMap sample = new ElementMap(new float[][] {cells, cells}, 60, 60, 1, 1).withNames("P31", "µ");
        int[] shape = Lamap.ablateShape(seed, sample);
        FloatBuffer counts = ElementMap.newBuffer(2L * shape[0] * shape[1]);
        ElementMap map = Lamap.ablate(seed, sample, 1, (fraction, element, stage) -> true, counts);
        Lamap.variance(seed, sample);
        Lamap.expected(seed, map);
        String file = Paths.get(arguments[0], "map.tif").toString();
        Lamap.write(file, map);
        Lamap.read(file);
        Lamap.read(Collections.singletonMap("transpose", "yes"), file);
        Path signal = LineScene.signal(Paths.get(arguments[0], "signal.csv"));
        Path log = LineScene.log(Paths.get(arguments[0], "log.csv"));
        Lamap.readLines(Collections.singletonMap("log", log.toString()), signal.toString());
        fails(() -> Lamap.readLines(Collections.singletonMap("lag_s", "x"), file));
        fails(() -> Lamap.readLines(Collections.<String, String>emptyMap(), file));
        System.out.println(Lamap.isRecording(file) + " " + Lamap.isLaserLog(file));
        for (String method : new String[] {"physics", "auto"}) {
            try (Enhancer enhancer = new Enhancer(new Settings().with("method", method).with("device", "cpu"))) {
                System.out.println(enhancer.method() + enhancer.device() + enhancer.note());
                int[] fine = enhancer.outputShape(map);
                FloatBuffer estimate = ElementMap.newBuffer(2L * fine[0] * fine[1]);
                enhancer.enhance(map, seed, (fraction, element, stage) -> true, estimate, null);
                enhancer.enhance(Lamap.ablate(seed, sample, 1), seed, null);
                MeasuredPass pass = new MeasuredPass(map, 0, 0, false);
                enhancer.enhancePasses(Arrays.asList(pass, pass), seed, (fraction, element, stage) -> true);
                fails(() -> enhancer.enhancePasses(Collections.emptyList(), seed, null));
                fails(() -> enhancer.enhance(map, seed, (fraction, element, stage) -> false));
                fails(() -> enhancer.enhance(map, seed, (fraction, element, stage) -> {
                    throw new IllegalStateException("mine");
                }));
            }
        }
        System.out.println(Lamap.runtime() + Lamap.devices());
        fails(() -> Lamap.phantom("cats", 1, 1, 1));
        fails(() -> Lamap.loadRuntime("/no/such/file"));
        fails(() -> Lamap.read((String) null, "x"));
        fails(() -> Lamap.read(Collections.singletonMap("transpose", "perhaps"), file));
        fails(() -> new Enhancer(new Settings(), new byte[3]));
    }

    private static void fails(Runnable call) {
        try {
            call.run();
        } catch (LamapException | IllegalStateException | IllegalArgumentException expected) {
            return;
        }
        throw new AssertionError("it did not fail");
    }
}
