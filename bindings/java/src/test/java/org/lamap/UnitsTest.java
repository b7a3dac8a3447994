// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void aSlipOfCountsIsAskedAboutWhereverItComesFrom() {
        for (String slip : new String[] {"count", "cts", " Counts/pixel "}) {
            String sentence = assertThrows(IllegalArgumentException.class, () -> Units.ofData(slip)).getMessage();
            assertTrue(sentence.endsWith("did you mean counts?"), sentence);
            assertThrows(IllegalArgumentException.class, () -> Units.stated(slip));
        }
        assertThrows(IllegalArgumentException.class, () -> Units.ofData("cts/s"));
        assertEquals("counts/s", Units.ofData("counts/s"));
    }

    @Test
    void dataMayHaveAnyOtherUnitButUsersStateAKnownOne() {
        assertEquals("bananas", Units.ofData("bananas "));
        assertEquals("", Units.stated(" "));
        assertEquals("wt%", Units.stated("wt%"));
        String sentence = assertThrows(IllegalArgumentException.class, () -> Units.stated("bananas")).getMessage();
        assertTrue(sentence.contains("counts, cps, ppm"), sentence);
    }

    @Test
    void wholeNumbersLookLikeCounts() {
        assertTrue(Units.looksLikeCounts(new float[] {0, 3, 118, Float.NaN, 7}));
        for (float[] others : new float[][] {{0, 1, 2.5f, 7, 8}, {-1, 3, 118, 7, 8}, {0, 1, 1, 0}, {Float.NaN}, {}}) {
            assertFalse(Units.looksLikeCounts(others));
        }
    }
}
