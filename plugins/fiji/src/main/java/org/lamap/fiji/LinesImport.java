// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lamap.ElementMap;
import org.lamap.Lamap;
import org.lamap.LamapException;
import org.lamap.LineScans;

/** Makes maps of recordings of line scans. Shows nothing and asks nobody. */
public final class LinesImport {
    private static final String OPEN = "none";

    private final Map<String, String> options;
    private final String valueUnit;

    /**
     * How to read.
     *
     * @param stated what the recordings do not tell, by the keys of {@link Lamap#readLines}; what is empty or {@code none} is
     *     left open
     * @param valueUnit unit of the values; empty: as the recordings state it
     */
    public LinesImport(Map<String, String> stated, String valueUnit) {
        options = new LinkedHashMap<>(stated);
        options.values().removeIf(value -> value.isEmpty() || value.equals(OPEN));
        this.valueUnit = valueUnit;
    }

    /**
     * Reads one map.
     *
     * @param path a file with all lines, or a folder of one file for each line
     * @param watch told how far it is, and asked whether to go on; null: nobody is
     * @return a stack with a labelled slice for each element that is not shown; its unit of length is pixel where the speed of
     *     the stage or the distance of the lines is not known. Its property {@code lamap conditions} is what is known of the
     *     scan, as an enhancement takes it
     * @throws IllegalArgumentException if it cannot be read, or something must be stated: the sentence says what
     */
    public ImagePlus run(File path, Watch watch) {
        LineScans scans = read(path, watch);
        ElementMap map = scans.map();
        ImagePlus image = ImageOfMap.of(path.getName(), map.withUnit(valueUnit.isEmpty() ? map.unit() : valueUnit));
        image.setProp(KnownConditions.PROPERTY, KeyValues.of(scans.conditions().stated()));
        image.setProp("lamap source", path.getPath());
        return image;
    }

    private LineScans read(File path, Watch watch) {
        if (!path.exists()) {
            throw new IllegalArgumentException(path + " is not there: choose a file or a folder that is");
        }
        try {
            return Lamap.readLines(options, Watch.ofReading(watch), path.getPath());
        } catch (LamapException refusal) {
            throw new IllegalArgumentException(LinesForm.inItsWords(refusal.getMessage()), refusal);
        }
    }
}
