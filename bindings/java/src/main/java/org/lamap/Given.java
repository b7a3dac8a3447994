// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

/** What callers give: null is refused where a sentence can still name the argument. */
final class Given {
    private Given() {}

    /**
     * The value of an argument.
     *
     * @throws IllegalArgumentException with its name, if it is null
     */
    static <T> T there(T value, String argument) {
        if (value == null) {
            throw new IllegalArgumentException(argument + " is null: state a value");
        }
        return value;
    }

    /**
     * An array of which no entry is null either.
     *
     * @throws IllegalArgumentException with the name and the number of the entry, if one is
     */
    static <T> T[] each(T[] values, String argument) {
        for (int i = 0; i < there(values, argument).length; i++) {
            there(values[i], argument + "[" + i + "]");
        }
        return values;
    }

    /**
     * Values of which there is one for each pixel.
     *
     * @throws IllegalArgumentException if it is null or there are fewer or more
     */
    static float[] pixels(float[] values, int rows, int columns, String argument) {
        if (there(values, argument).length != (long) rows * columns) {
            throw new IllegalArgumentException(argument + " has " + values.length + " values, but rows x columns is " + rows + " x " + columns);
        }
        return values;
    }
}
