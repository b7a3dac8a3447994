// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.plugin.PlugIn;
import org.lamap.Conditions;
import org.lamap.ElementMap;
import org.lamap.Lamap;

/** Sample "LA map (simulated)": three elements of drawn cells, measured virtually with the preset seed-2019. */
public final class SamplePlugIn implements PlugIn {
    private static final int SIDE = 500; // µm, pixels of 1 µm
    private static final String[] NAMES = {"P31", "Ca43", "Zn66"};

    @Override
    public void run(String argument) {
        new MenuCommand("LA map (simulated)").run(() -> {
            Conditions scan = Conditions.preset("seed-2019");
            ImagePlus sample = ImageOfMap.of("LA map (simulated)", map(scan));
            KnownConditions.keep(sample, scan);
            Titles.show(sample);
            return "done";
        });
    }

    private static ElementMap map(Conditions scan) {
        float[][] counts = new float[NAMES.length][];
        ElementMap measured = null;
        for (int element = 0; element < NAMES.length; element++) {
            float[] cells = Lamap.phantom("cells", SIDE, SIDE, element + 1).values(0);
            measured = Lamap.ablate(scan, cells, SIDE, SIDE, 1, element);
            counts[element] = measured.values(0);
        }
        return new ElementMap(
                counts, measured.lines(), measured.pixels(), measured.pixelWidthUm(), measured.pixelHeightUm())
                .withNames(NAMES)
                .withUnit(measured.unit());
    }
}
