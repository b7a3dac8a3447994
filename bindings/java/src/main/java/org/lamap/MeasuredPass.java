// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Arrays;
import java.util.Objects;

/** The map of one of several passes over a sample, as it lies on the sample, and how the pass ran. */
public final class MeasuredPass {
    private final ElementMap map;
    private final double along;
    private final double across;
    private final boolean isTurned;

    /**
     * A pass.
     *
     * @param map as it lies on the sample; it must know its pixel size
     * @param along where it starts along its scan, in pixels, 0 to 1
     * @param across the same across its lines
     * @param isTurned whether its lines run down the sample instead of along its rows
     * @throws IllegalArgumentException if the map is null
     */
    public MeasuredPass(ElementMap map, double along, double across, boolean isTurned) {
        this.map = Given.there(map, "map");
        this.along = along;
        this.across = across;
        this.isTurned = isTurned;
    }

    /**
     * What it measured.
     *
     * @return its map
     */
    public ElementMap map() {
        return map;
    }

    /** As native code takes it. */
    double[] place() {
        return new double[] {along, across, isTurned ? 1 : 0};
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeasuredPass && map.equals(((MeasuredPass) other).map)
                && Arrays.equals(place(), ((MeasuredPass) other).place());
    }

    @Override
    public int hashCode() {
        return Objects.hash(map, Arrays.hashCode(place()));
    }

    @Override
    public String toString() {
        return map + " from " + along + ", " + across + (isTurned ? ", turned" : "");
    }
}
