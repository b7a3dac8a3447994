// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Arrays;

/** Values between which colours run: percentiles, since a spike must not turn a map black. */
final class ColourLimits {
    private static final double LOW = 0.005;
    private static final double HIGH = 0.995;

    final double low;
    final double high;

    private ColourLimits(double low, double high) {
        this.low = low;
        this.high = high > low ? high : low + 1;
    }

    /** Limits that maps share; 0 to 1 where they hold no value. */
    static ColourLimits of(float[]... maps) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float[] map : maps) {
            float[] seen = new float[map.length];
            int count = 0;
            for (float value : map) {
                if (!Float.isNaN(value) && !Float.isInfinite(value)) {
                    seen[count++] = value;
                }
            }
            if (count > 0) {
                Arrays.sort(seen, 0, count);
                low = Math.min(low, seen[(int) Math.round(LOW * (count - 1))]);
                high = Math.max(high, seen[(int) Math.round(HIGH * (count - 1))]);
            }
        }
        return low > high ? new ColourLimits(0, 1) : new ColourLimits(low, high);
    }

    /** Limits from 0, for what is a size. */
    ColourLimits fromZero() {
        return new ColourLimits(0, high);
    }

    /** Place of a value between the limits, 0 to 255. */
    int index(float value) {
        return (int) Math.max(0, Math.min(255, 256 * (value - low) / (high - low)));
    }
}
