// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

/** Told how far an enhancement is, on the thread that asked for it. */
@FunctionalInterface
public interface Progress {
    /**
     * A step of the work is done.
     *
     * @param fraction share of the whole work that is done, 0 to 1; it never falls
     * @param element name of the element at work
     * @param stage {@code restore}, {@code refine} or {@code check}; with a network at work {@code refine, tile 3 of 12}
     * @return true to go on, false to cancel
     */
    boolean step(double fraction, String element, String stage);
}
