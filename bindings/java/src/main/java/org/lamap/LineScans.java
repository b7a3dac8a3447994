// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Objects;

/** A map made of line scans, and what is known of how they were measured. */
public final class LineScans {
    private final ElementMap map;
    private final Conditions conditions;

    /** Conditions: key, value, key, value, ... */
    LineScans(ElementMap map, String[] conditions) {
        this.map = map;
        this.conditions = Conditions.of(Pairs.map(conditions));
    }

    /**
     * The map: a row for each line in the order of time, a pixel for each reading.
     *
     * @return NaN where a reading is missing; 0 µm where the size of a pixel is not known; its notes say how it was made
     */
    public ElementMap map() {
        return map;
    }

    /**
     * What the recordings and the log of the laser tell, and nothing else: time between readings, speed, distance of lines,
     * repetition rate, spot.
     *
     * @return conditions for an enhancement, all of them stated; the washout, which no log states, is to be added
     */
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LineScans && map.equals(((LineScans) other).map)
                && conditions.equals(((LineScans) other).conditions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(map, conditions);
    }

    @Override
    public String toString() {
        return "LineScans{" + map + ", " + conditions + "}";
    }
}
