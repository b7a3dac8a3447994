// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

/** Whether ImageJ can hold a result, asked before the work begins. */
final class Room {
    private static final long MIB = 1 << 20;
    /** Left for windows and other images. */
    private static final long RESERVE = 32 * MIB;

    private Room() {}

    /** Bytes that ImageJ may still take. */
    static long free() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - java.totalMemory() + java.freeMemory() - RESERVE;
    }

    /**
     * Refuses results that ImageJ cannot hold.
     *
     * @param rows of the result
     * @param columns of the result
     * @param images slices of that size that are in memory at the end
     * @param freeBytes as {@link #free} tells
     * @throws IllegalArgumentException with the numbers, if it has no room
     */
    static void check(int rows, int columns, int images, long freeBytes) {
        double bytes = (double) Float.BYTES * rows * columns * images;
        String size = columns + " x " + rows + " pixels";
        if ((double) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the result would have " + size
                    + ", more than an image of ImageJ can have (2147 million): lower the magnification or select an area");
        }
        if (bytes > freeBytes) {
            throw new IllegalArgumentException("the result of " + images + (images == 1 ? " slice of " : " slices of ") + size
                    + " takes " + Math.round(Math.ceil(bytes / MIB)) + " MB, and ImageJ has " + Math.max(0, freeBytes / MIB)
                    + " MB free: lower the magnification, select an area, or raise Edit > Options > Memory & Threads...");
        }
    }
}
