// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import org.lamap.Progress;

/** Told how far the work is, on the thread that does it. */
@FunctionalInterface
public interface Watch {
    /**
     * A step is done.
     *
     * @param fraction share of the whole work that is done, 0 to 1; it never falls
     * @param what element, stage and device at work, for people
     * @return true to go on, false to cancel
     */
    boolean step(double fraction, String what);

    /** Hears of the reading of files; null where nobody watches. */
    static Progress ofReading(Watch watch) {
        return watch == null ? null : (fraction, element, stage) -> watch.step(fraction, stage.isEmpty() ? "read" : stage);
    }
}
