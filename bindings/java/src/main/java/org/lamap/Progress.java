// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

/** Told how far an enhancement or a simulation is, on the thread that asked for it. */
@FunctionalInterface
public interface Progress {
    /**
     * A step of the work is done, or some time has passed.
     *
     * @param fraction share of the whole work that is done, 0 to 1; it never falls
     * @param element name of the element at work; empty in a simulation, which measures all in one pass
     * @param stage {@code restore}, {@code refine} or {@code check}; with a network at work {@code refine, tile 3 of 12};
     *     in a simulation {@code ablate}
     * @return true to go on; false to cancel, which takes effect within a tile, a line of a simulation or a trial of the
     *     examination
     */
    boolean step(double fraction, String element, String stage);
}
