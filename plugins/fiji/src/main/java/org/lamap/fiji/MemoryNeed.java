// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

/**
 * What an enhancement takes of the memory of ImageJ at its fullest, beside its source. The library has memory of its own; every
 * array that it gives or takes is one of Java.
 */
final class MemoryNeed {
    /** Java begins a new part of its memory for each large array, so that up to so many bytes behind it stay empty. */
    private static final double PART = 1 << 20;

    final int rows;
    final int columns;
    private final int elements;
    private final boolean deviation;
    private final boolean chiSquare;
    private double measuredPixels;
    private double copiedBytes;
    private boolean isTogether;

    /**
     * Results of one size.
     *
     * @param rows of the estimate
     * @param columns of the estimate
     * @param elements of the map
     * @param deviation whether that is kept of each element
     * @param chiSquare likewise
     */
    MemoryNeed(int rows, int columns, int elements, boolean deviation, boolean chiSquare) {
        this.rows = rows;
        this.columns = columns;
        this.elements = elements;
        this.deviation = deviation;
        this.chiSquare = chiSquare;
    }

    /** Counts a map that is read for it: the floats of its area, and those of a whole slice where it holds no floats. */
    MemoryNeed reading(MapOfImage source) {
        double area = (double) source.area.width * source.area.height;
        measuredPixels = Math.max(measuredPixels, area);
        boolean isFloat = source.image.getBitDepth() == Float.SIZE;
        copiedBytes += array(area) + (isFloat ? 0 : array((double) source.image.getWidth() * source.image.getHeight()));
        return this;
    }

    /** Counts so many passes, each as large as what was read: all elements of all at a time, as read and as laid. */
    MemoryNeed together(int passes) {
        isTogether = true;
        copiedBytes *= 2.0 * passes * elements;
        return this;
    }

    /** Slices of the size of the estimate. A deviation is made of the element in work even if it is not kept. */
    int images() {
        return elements + (deviation || isTogether ? elements : 1);
    }

    String size() {
        return columns + " x " + rows + " pixels";
    }

    double bytes() {
        double finePixels = (double) rows * columns;
        double chiSquares = chiSquare || isTogether ? elements : 1;
        return images() * array(finePixels) + chiSquares * array(measuredPixels) + copiedBytes
                + (deviation ? 2 : 1) * finePixels + (chiSquare ? measuredPixels : 0); // a window shows a slice as bytes
    }

    private static double array(double floats) {
        return Math.ceil(Float.BYTES * floats / PART) * PART;
    }
}
