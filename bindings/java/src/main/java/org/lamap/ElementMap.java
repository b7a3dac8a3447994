// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Maps of one or more elements on one grid: values, names, unit and the place on the sample. The values lie in arrays, one
 * for each element, or in one direct buffer, which is used where it lies: it must not be changed while a call uses it.
 */
public final class ElementMap {
    private final float[][] arrays;
    private final FloatBuffer direct;
    private final int[] shape;
    private final String[] names;
    private final String unit;
    private final String info;
    private final double[] frame;
    private final String[] notes;

    /**
     * A map without names, unit and origin.
     *
     * @param values one array for each element, line by line along the scan; NaN where missing; they are kept, not copied
     * @param lines number of lines
     * @param pixels pixels of each line
     * @param pixelWidthUm width of a pixel along the scan in µm; 0 if unknown
     * @param pixelHeightUm distance of two lines in µm; 0 if unknown
     * @throws IllegalArgumentException if there is no array, one is null or of another length than lines x pixels; for sizes below
     *     0, and pixel sizes that are neither 0 nor a size
     */
    public ElementMap(float[][] values, int lines, int pixels, double pixelWidthUm, double pixelHeightUm) {
        this(Given.each(values, "values"), null, new int[] {values.length, lines, pixels}, new String[0], "", "",
                new double[] {pixelWidthUm, pixelHeightUm, 0, 0}, new String[0]);
    }

    /**
     * A map in a direct buffer, without names, unit and origin.
     *
     * @param values elements x lines x pixels values from its position to its limit, element by element, line by line along
     *     the scan; NaN where missing; in native byte order; they are kept, not copied
     * @param elements number of elements
     * @param lines number of lines
     * @param pixels pixels of each line
     * @param pixelWidthUm width of a pixel along the scan in µm; 0 if unknown
     * @param pixelHeightUm distance of two lines in µm; 0 if unknown
     * @throws IllegalArgumentException if the buffer is null, not direct, of another byte order or of another length; for sizes
     *     below 0, and pixel sizes that are neither 0 nor a size
     */
    public ElementMap(
            FloatBuffer values, int elements, int lines, int pixels, double pixelWidthUm, double pixelHeightUm) {
        this(null, DirectBuffer.readable(Given.there(values, "values")), new int[] {elements, lines, pixels}, new String[0], "", "",
                new double[] {pixelWidthUm, pixelHeightUm, 0, 0}, new String[0]);
    }

    ElementMap(float[][] arrays, FloatBuffer direct, int[] shape, String[] names, String unit, String info, double[] frame,
            String[] notes) {
        if (shape[0] < 1) {
            throw new IllegalArgumentException("a map has at least one element");
        }
        if (shape[1] < 0 || shape[2] < 0) {
            throw new IllegalArgumentException("a map of " + shape[1] + " x " + shape[2] + " pixels is none: state 0 or more");
        }
        checkFrame(frame);
        long size = (long) shape[1] * shape[2];
        if (arrays == null) {
            checkLength("a map of " + shape[0] + " elements", size * shape[0], direct.capacity(), shape);
        } else {
            for (float[] element : arrays) {
                checkLength("an element", size, element.length, shape);
            }
        }
        if (names.length != 0 && names.length != shape[0]) {
            throw new IllegalArgumentException(shape[0] + " elements cannot have " + names.length + " names");
        }
        this.arrays = arrays;
        this.direct = direct;
        this.shape = shape;
        this.names = names;
        this.unit = unit;
        this.info = info;
        this.frame = frame;
        this.notes = notes;
    }

    private static void checkFrame(double[] frame) {
        for (int side = 0; side < 2; side++) {
            if (!(frame[side] >= 0) || Double.isInfinite(frame[side])) {
                throw new IllegalArgumentException("a pixel of " + frame[0] + " x " + frame[1]
                        + " µm is no pixel: state its sides in µm, or 0 where they are not known");
            }
            if (Double.isNaN(frame[2 + side]) || Double.isInfinite(frame[2 + side])) {
                throw new IllegalArgumentException("a map cannot lie at " + frame[2] + ", " + frame[3] + " µm");
            }
        }
    }

    private static void checkLength(String what, long expected, int found, int[] shape) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    what + " of " + shape[1] + " x " + shape[2] + " pixels cannot have " + found + " values");
        }
    }

    /**
     * A direct buffer in native byte order, as a map and the results of calls may lie in.
     *
     * @param values number of floats
     * @return a buffer of zeros
     * @throws IllegalArgumentException if it is negative, or too large for Java
     */
    public static FloatBuffer newBuffer(long values) {
        if (values < 0 || values > Integer.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException("a buffer of " + values + " values is out of range 0 to "
                    + Integer.MAX_VALUE / Float.BYTES);
        }
        return ByteBuffer.allocateDirect((int) values * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * The map with names of its elements.
     *
     * @param elementNames one for each element
     * @return a map that shares the values
     * @throws IllegalArgumentException if there are fewer or more, or one is null
     */
    public ElementMap withNames(String... elementNames) {
        return new ElementMap(arrays, direct, shape, Given.each(elementNames, "elementNames").clone(), unit, info, frame, notes);
    }

    /**
     * The map with the unit of its values.
     *
     * @param valueUnit such as {@code counts}, {@code cps} or {@code µg/g}; counts are treated by counting statistics
     * @return a map that shares the values
     * @throws IllegalArgumentException if it is null: a unit that is not known is empty
     */
    public ElementMap withUnit(String valueUnit) {
        return new ElementMap(arrays, direct, shape, names, Given.there(valueUnit, "valueUnit"), info, frame, notes);
    }

    /**
     * The map at a place of the sample.
     *
     * @param xUm outer corner of pixel (0, 0) along the scan in µm
     * @param yUm the same from line to line
     * @return a map that shares the values
     */
    public ElementMap withOrigin(double xUm, double yUm) {
        double[] moved = {frame[0], frame[1], xUm, yUm};
        return new ElementMap(arrays, direct, shape, names, unit, info, moved, notes);
    }

    /**
     * The map on pixels of another size.
     *
     * @param widthUm width of a pixel along the scan in µm; 0 if unknown
     * @param heightUm distance of two lines in µm; 0 if unknown
     * @return a map that shares the values; its origin stays
     */
    public ElementMap withPixelSize(double widthUm, double heightUm) {
        double[] sized = {widthUm, heightUm, frame[2], frame[3]};
        return new ElementMap(arrays, direct, shape, names, unit, info, sized, notes);
    }

    /**
     * Number of elements.
     *
     * @return at least 1
     */
    public int elements() {
        return shape[0];
    }

    /**
     * Values of an element.
     *
     * @param element its number from 0
     * @return lines x pixels values, line by line; not a copy, unless the map lies in a direct buffer
     */
    public float[] values(int element) {
        if (arrays != null) {
            return arrays[element];
        }
        float[] values = new float[shape[1] * shape[2]];
        buffer(element).get(values);
        return values;
    }

    /**
     * Values of an element as a buffer.
     *
     * @param element its number from 0
     * @return lines x pixels values, line by line; not a copy
     */
    public FloatBuffer buffer(int element) {
        if (arrays != null) {
            return FloatBuffer.wrap(arrays[element]);
        }
        int size = shape[1] * shape[2];
        FloatBuffer values = direct.duplicate();
        values.limit((element + 1) * size).position(element * size);
        return values.slice();
    }

    /**
     * Name of an element.
     *
     * @param element its number from 0
     * @return its name; its number from 1 if it has none
     */
    public String name(int element) {
        return names.length == 0 ? String.valueOf(element + 1) : names[element];
    }

    /**
     * Number of lines.
     *
     * @return lines
     */
    public int lines() {
        return shape[1];
    }

    /**
     * Pixels of each line.
     *
     * @return pixels
     */
    public int pixels() {
        return shape[2];
    }

    /**
     * Width of a pixel along the scan.
     *
     * @return µm; 0 if unknown
     */
    public double pixelWidthUm() {
        return frame[0];
    }

    /**
     * Distance of two lines.
     *
     * @return µm; 0 if unknown
     */
    public double pixelHeightUm() {
        return frame[1];
    }

    /**
     * Outer corner of pixel (0, 0) along the scan.
     *
     * @return µm
     */
    public double originXUm() {
        return frame[2];
    }

    /**
     * Outer corner of pixel (0, 0) from line to line.
     *
     * @return µm
     */
    public double originYUm() {
        return frame[3];
    }

    /**
     * Unit of the values.
     *
     * @return the unit; empty if unknown
     */
    public String unit() {
        return unit;
    }

    /**
     * What the file said of the map beyond its values, or the report of an enhancement.
     *
     * @return text, often JSON; empty if there is none
     */
    public String info() {
        return info;
    }

    /**
     * What was found, chosen or left out when the map was read.
     *
     * @return sentences; empty if there is nothing to say
     */
    public List<String> notes() {
        return Collections.unmodifiableList(Arrays.asList(notes));
    }

    /** Are values, names, unit and place the same? Missing values are equal. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ElementMap)) {
            return false;
        }
        ElementMap that = (ElementMap) other;
        boolean isAlike = Arrays.equals(shape, that.shape) && Arrays.equals(frame, that.frame)
                && Arrays.equals(names, that.names) && unit.equals(that.unit) && info.equals(that.info)
                && Arrays.equals(notes, that.notes);
        for (int element = 0; isAlike && element < shape[0]; element++) {
            isAlike = buffer(element).equals(that.buffer(element));
        }
        return isAlike;
    }

    /** Of the values nothing: they may change. */
    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(shape), Arrays.hashCode(frame), Arrays.hashCode(names), unit, info);
    }

    /** Names, size and unit; of the values nothing. */
    @Override
    public String toString() {
        String pixel = frame[0] > 0 && frame[1] > 0 ? ", pixel " + frame[0] + " x " + frame[1] + " µm" : "";
        StringBuilder all = new StringBuilder("ElementMap{").append(name(0));
        for (int element = 1; element < shape[0]; element++) {
            all.append(", ").append(name(element));
        }
        return all + ": " + shape[1] + " x " + shape[2] + " pixels" + pixel + (unit.isEmpty() ? "" : ", " + unit) + "}";
    }

    /** One for each element; null where the values lie in a direct buffer. */
    float[][] arrays() {
        return arrays;
    }

    /** All values; null where they lie in arrays. */
    FloatBuffer direct() {
        return direct;
    }

    /** Elements, lines, pixels. */
    int[] shape() {
        return shape;
    }

    String[] names() {
        return names;
    }

    double[] frame() {
        return Arrays.copyOf(frame, frame.length);
    }
}
