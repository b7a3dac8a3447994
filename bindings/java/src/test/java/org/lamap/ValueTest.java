// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What Java programs see of the classes that hold values. */
class ValueTest {
    private static ElementMap map(double width, double height) {
        return new ElementMap(new float[][] {new float[6]}, 2, 3, width, height);
    }

    @Test
    void conditionsAndSettingsAreEqualWhereTheyStateTheSame() {
        Conditions twenty = new Conditions().with("beam_size_um", 20);
        assertEquals(twenty, Conditions.from("beam_size_um = 20.0"));
        assertEquals(twenty.hashCode(), Conditions.from("beam_size_um = 20.0").hashCode());
        assertNotEquals(twenty, new Conditions());
        assertNotEquals(twenty, "Conditions");
        assertEquals(new Settings().with("method", "physics"), new Settings().with("method", "physics"));
        assertNotEquals(new Settings().with("method", "physics"), new Settings());
    }

    @Test
    void theirTextsSayWhatIsStated() {
        Conditions scan = new Conditions().with("beam_size_um", 20).with("beam_shape", "disc");
        assertEquals("Conditions{beam_size_um = 20, beam_shape = \"disc\"}", scan.toString());
        assertEquals("Conditions{}", new Conditions().toString());
        assertEquals("Settings{method=physics}", new Settings().with("method", "physics").toString());
        assertEquals("ElementMap{P31: 2 x 3 pixels, pixel 5.0 x 10.0 µm, counts}",
                map(5, 10).withNames("P31").withUnit("counts").toString());
        assertEquals("ElementMap{1: 2 x 3 pixels}", map(0, 0).toString());
        assertTrue(Settings.table().get(0).toString().startsWith("magnification = 4 [1 to 16]"), Settings.table().get(0).toString());
    }

    @Test
    void aConditionIsReadByItsKey() {
        assertEquals("gamma", Conditions.preset("seed-2019").value("pulse_response"));
        assertEquals("auto", new Conditions().value("beam_size_um"));
        assertThrows(LamapException.class, () -> new Conditions().value("beam"));
    }

    @Test
    void nullIsRefusedWithASentence() {
        NullPointerException value =
                assertThrows(NullPointerException.class, () -> new Conditions().with("beam_size_um", (String) null));
        assertEquals("beam_size_um is null: state a number, a word or auto", value.getMessage());
        assertThrows(NullPointerException.class, () -> new Settings().with(null, "x"));
        assertThrows(NullPointerException.class, () -> Conditions.from(null));
        assertThrows(NullPointerException.class, () -> Conditions.preset(null));
        assertThrows(NullPointerException.class, () -> new Conditions().value(null));
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> map(wrong, 1));
            assertThrows(IllegalArgumentException.class, () -> map(1, wrong));
            assertThrows(IllegalArgumentException.class, () -> map(1, 1).withPixelSize(1, wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> map(1, 1).withOrigin(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new ElementMap(new float[][] {new float[6]}, -2, -3, 1, 1));
    }
}
