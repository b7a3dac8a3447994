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
        String[] slipsOfRates = {"cts/s", "ct/s", "count per second", "counts s^-1", "c.p.s", "ions/s", "CPS (raw)", "cps_mean", "Counts [cps]"};
        for (String slip : slipsOfRates) {
            String sentence = assertThrows(IllegalArgumentException.class, () -> Units.ofData(slip)).getMessage();
            assertTrue(sentence.endsWith("did you mean cps?"), sentence);
        }
        for (String other : new String[] {"", "c", "ms", "counts/ms", "V s", "mean", "bananas"}) {
            assertEquals(other, Units.ofData(other));
        }
        assertEquals("counts/s", Units.ofData("counts/s"));
    }

    @Test
    void aUnitOfAnotherSizeIsToldWithItsFactor() {
        String[][] slips = {{"kcps", "by 1000 and state cps"}, {"Mcps", "by 1000000"}, {"cpm", "divide the values by 60"}};
        for (String[] slip : slips) {
            String sentence = assertThrows(IllegalArgumentException.class, () -> Units.ofData(slip[0])).getMessage();
            assertTrue(sentence.contains(slip[1]) && !sentence.contains("did you mean"), sentence);
        }
    }

    @Test
    void anyOtherUnitMayBeStatedUnlessItIsOneLetterOff() {
        String others = "\u00b5g/g|\u03bcg/g|PPM|wt %|ug g-1|ppt|ug/kg|mg/g|at%|mol%|%|ratio|mol/mol|mg/L|ug/L|V|a.u.|ppb|wt%|Hz|counts";
        for (String unit : others.split("[|]")) {
            assertEquals(unit, Units.stated(unit));
        }
        assertEquals("", Units.stated(" "));
        assertEquals("bananas", Units.ofData("bananas "));
        String[][] slips = {{"coutns", "mean counts?"}, {"cpss", "mean cps?"}, {"ppn", "mean ppm or ppb?"}, {"w%", "mean wt%?"}};
        for (String[] slip : slips) {
            String sentence = assertThrows(IllegalArgumentException.class, () -> Units.stated(slip[0])).getMessage();
            assertTrue(sentence.endsWith(slip[1]), sentence);
        }
    }

    @Test
    void wholeNumbersLookLikeCounts() {
        assertTrue(Units.looksLikeCounts(new float[] {0, 3, 118, Float.NaN, 7}));
        for (float[] others : new float[][] {{0, 1, 2.5f, 7, 8}, {-1, 3, 118, 7, 8}, {0, 1, 1, 0}, {Float.NaN}, {}}) {
            assertFalse(Units.looksLikeCounts(others));
        }
    }
}
