// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.function.LongSupplier;

/** Whether ImageJ can hold a result, asked before the work begins. */
final class Room {
    private static final long MIB = 1 << 20;
    /** Left for windows and other images. */
    private static final long RESERVE = 32 * MIB;

    private Room() {}

    /** Bytes that ImageJ may still take; those of what nobody uses any more are not among them until Java has collected it. */
    private static long free() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - java.totalMemory() + java.freeMemory() - RESERVE;
    }

    /**
     * Refuses results that ImageJ cannot hold.
     *
     * @throws IllegalArgumentException with the numbers, if it has no room
     */
    static void check(MemoryNeed need) {
        check(need, Room::free);
    }

    /** The same by a measure of one's own. Only before it refuses does it let Java collect what is not used, which takes a while. */
    static void check(MemoryNeed need, LongSupplier free) {
        if ((double) need.rows * need.columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the result would have " + need.size()
                    + ", more than an image of ImageJ can have (2147 million): lower the magnification or select an area");
        }
        double bytes = need.bytes();
        if (bytes <= free.getAsLong()) {
            return;
        }
        System.gc();
        long left = free.getAsLong();
        if (bytes > left) {
            throw new IllegalArgumentException("the result of " + need.images() + (need.images() == 1 ? " slice of " : " slices of ")
                    + need.size() + " takes " + Math.round(Math.ceil(bytes / MIB)) + " MB at its fullest, and ImageJ has "
                    + Math.max(0, left / MIB)
                    + " MB free: lower the magnification, select an area, or raise Edit > Options > Memory & Threads...");
        }
    }
}
