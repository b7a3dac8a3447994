// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Arrays;
import java.util.Objects;

/** Maps of one or more elements on one grid: values, names, unit and the place on the sample. Never changes. */
public final class ElementMap {
    private final float[][] values;
    private final int lines;
    private final int pixels;
    private final String[] names;
    private final String unit;
    private final String info;
    private final double[] frame;

    /**
     * A map without names, unit and origin.
     *
     * @param values one array for each element, line by line along the scan; NaN where missing; they are kept, not copied
     * @param lines number of lines
     * @param pixels pixels of each line
     * @param pixelWidthUm width of a pixel along the scan in µm; 0 if unknown
     * @param pixelHeightUm distance of two lines in µm; 0 if unknown
     */
    public ElementMap(float[][] values, int lines, int pixels, double pixelWidthUm, double pixelHeightUm) {
        this(values, lines, pixels, new String[0], "", "", new double[] {pixelWidthUm, pixelHeightUm, 0, 0});
    }

    ElementMap(float[][] values, int lines, int pixels, String[] names, String unit, String info, double[] frame) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a map has at least one element");
        }
        for (float[] element : values) {
            if ((long) lines * pixels != element.length) {
                throw new IllegalArgumentException(
                        "an element of " + lines + " x " + pixels + " pixels cannot have " + element.length + " values");
            }
        }
        if (names.length != 0 && names.length != values.length) {
            throw new IllegalArgumentException(values.length + " elements cannot have " + names.length + " names");
        }
        this.values = values;
        this.lines = lines;
        this.pixels = pixels;
        this.names = names;
        this.unit = Objects.requireNonNull(unit);
        this.info = Objects.requireNonNull(info);
        this.frame = frame;
    }

    /**
     * The map with names of its elements.
     *
     * @param elementNames one for each element
     * @return a map that shares the values
     */
    public ElementMap withNames(String... elementNames) {
        return new ElementMap(values, lines, pixels, elementNames.clone(), unit, info, frame);
    }

    /**
     * The map with the unit of its values.
     *
     * @param valueUnit such as {@code counts}, {@code cps} or {@code µg/g}; counts are treated by counting statistics
     * @return a map that shares the values
     */
    public ElementMap withUnit(String valueUnit) {
        return new ElementMap(values, lines, pixels, names, valueUnit, info, frame);
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
        return new ElementMap(values, lines, pixels, names, unit, info, moved);
    }

    /**
     * Number of elements.
     *
     * @return at least 1
     */
    public int elements() {
        return values.length;
    }

    /**
     * Values of an element.
     *
     * @param element its number from 0
     * @return lines x pixels values, line by line; not a copy
     */
    public float[] values(int element) {
        return values[element];
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
        return lines;
    }

    /**
     * Pixels of each line.
     *
     * @return pixels
     */
    public int pixels() {
        return pixels;
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

    float[][] values() {
        return values;
    }

    String[] names() {
        return names;
    }

    double[] frame() {
        return Arrays.copyOf(frame, frame.length);
    }
}
