// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import org.junit.jupiter.api.Test;

class PixelSizeTest {
    private final ImagePlus image = Samples.stack();

    @Test
    void it_is_that_of_the_image_in_any_unit_of_length() {
        assertEquals(20, PixelSize.of(image, 0, 0).heightUm);
        for (String unit : new String[] {"um", "µm", "micron", "\u03bcm"}) {
            image.getCalibration().setUnit(unit);
            assertEquals(7, PixelSize.of(image, 0, 0).widthUm, unit);
        }
        for (String unit : new String[] {"Micron", "UM", "micrometers", "\u039cM"}) {
            image.getCalibration().setUnit(unit);
            assertEquals(7, PixelSize.of(image, 0, 0).widthUm, unit);
        }
        image.getCalibration().setUnit("inch");
        assertEquals(177_800, PixelSize.of(image, 0, 0).widthUm);
        image.getCalibration().setUnit("mm");
        image.getCalibration().setYUnit("nm");
        assertEquals(7000, PixelSize.of(image, 0, 0).widthUm);
        assertEquals(0.02, PixelSize.of(image, 0, 0).heightUm, 1e-12);
    }

    @Test
    void it_is_asked_for_where_the_image_does_not_state_it() {
        image.getCalibration().setUnit("pixel");
        String sentence = assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, 0, 0)).getMessage();
        assertTrue(sentence.contains("cells.tif") && sentence.contains("\"pixel\""), sentence);
        assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, 5, 0));
        assertEquals(5, PixelSize.of(image, 5, 10).widthUm);
    }

    @Test
    void the_resolution_of_a_print_is_no_size() {
        for (double[] print : new double[][] {{1 / 72.0, 0}, {1 / 28.0, 1}, {1 / 300.0, 0}}) {
            image.getCalibration().setUnit(print[1] == 0 ? "inch" : "cm");
            image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = print[0];
            String sentence = assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, 0, 0)).getMessage();
            assertTrue(sentence.contains("is that of a print"), sentence);
            assertEquals(5, PixelSize.of(image, 5, 5).widthUm);
        }
        image.getCalibration().setUnit("cm");
        image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.002;
        assertEquals(20, PixelSize.of(image, 0, 0).widthUm, 1e-9);
    }

    @Test
    void a_size_is_above_zero() {
        assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, Double.NaN, 0));
        image.getCalibration().pixelWidth = 0;
        assertThrows(IllegalArgumentException.class, () -> PixelSize.of(image, 0, 0));
    }
}
