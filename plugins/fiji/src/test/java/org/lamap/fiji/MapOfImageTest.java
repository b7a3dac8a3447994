// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ShortProcessor;
import org.junit.jupiter.api.Test;

class MapOfImageTest {
    private static MapOfImage map(ImagePlus image, String elements) {
        return new MapOfImage(image, elements, PixelSize.of(image, 10, 10));
    }

    @Test
    void slices_are_elements_with_their_labels() {
        MapOfImage all = map(Samples.stack(), "all");
        assertEquals(3, all.map().elements());
        assertEquals("Ca43", all.map().name(1));
        assertEquals("counts", all.map().unit());
        assertTrue(Float.isNaN(all.map().values(0)[2 * Samples.WIDTH + 3]));
    }

    @Test
    void elements_are_chosen_by_name_in_any_order() {
        MapOfImage two = map(Samples.stack(), "Zn66, P31");
        assertEquals("Zn66", two.map().name(0));
        assertEquals("P31", two.map().name(1));
        ImagePlus image = Samples.stack();
        image.setSlice(2);
        assertEquals("Ca43", map(image, "current").map().name(0));
        String sentence = assertThrows(IllegalArgumentException.class, () -> map(image, "Fe57")).getMessage();
        assertTrue(sentence.contains("Fe57") && sentence.contains("P31, Ca43, Zn66"), sentence);
    }

    @Test
    void names_with_commas_and_words_in_capitals_are_chosen() {
        ImagePlus image = Samples.stack();
        image.getStack().setSliceLabel("Ca43, raw", 2);
        assertEquals("Ca43, raw", map(image, "Ca43, raw").map().name(0));
        MapOfImage two = map(image, "Zn66,Ca43, raw , P31");
        assertEquals("[Zn66, Ca43, raw, P31]", java.util.Arrays.toString(two.names));
        assertEquals(3, map(image, "All").map().elements());
        assertEquals("P31", map(image, "Current").map().name(0));
        assertThrows(IllegalArgumentException.class, () -> map(image, "Ca43"));
        assertThrows(IllegalArgumentException.class, () -> map(image, " "));
        image.getStack().setSliceLabel("all", 3);
        assertEquals("all", map(image, "all").map().name(0));
        assertEquals(1, map(image, "all").map().elements());
    }

    @Test
    void a_selection_is_called_what_it_is() {
        ImagePlus image = Samples.stack();
        image.setRoi(10, 5, 8, 6);
        assertTrue(ImageFacts.of(image).endsWith("only the selected area: 8 x 6 pixels"));
        image.setRoi(new ij.gui.OvalRoi(10, 5, 8, 6));
        assertTrue(ImageFacts.of(image).endsWith("only the bounding box of the selection: 8 x 6 pixels"));
        assertTrue(ImageFacts.of(image).contains("3 elements: P31, Ca43, Zn66, in counts\nA pixel is 7 µm x 20 µm; state another"), ImageFacts.of(image));
        image.getCalibration().setUnit("pixel");
        assertTrue(ImageFacts.of(image).contains("The pixel size is not known: state it below."), ImageFacts.of(image));
    }

    @Test
    void integers_go_through_the_calibration_function() {
        double[] line = {-10, 0.5};
        ImagePlus bytes = new ImagePlus("bytes", new ByteProcessor(2, 1, new byte[] {20, (byte) 200}));
        bytes.getCalibration().setFunction(Calibration.STRAIGHT_LINE, line, "ppm");
        assertEquals(0, map(bytes, "all").map().values(0)[0]);
        assertEquals(90, map(bytes, "all").map().values(0)[1]);
        assertEquals("ppm", map(bytes, "all").map().unit());
        ImagePlus shorts = new ImagePlus("shorts", new ShortProcessor(2, 1, new short[] {20, (short) 60000}, null));
        assertEquals(60000, map(shorts, "all").map().values(0)[1]);
        shorts.getCalibration().setFunction(Calibration.STRAIGHT_LINE, line, "ppm");
        assertEquals(29990, map(shorts, "all").map().values(0)[1]);
    }

    @Test
    void an_area_selection_is_its_bounding_box_and_other_selections_are_none() {
        ImagePlus image = Samples.stack();
        image.getCalibration().xOrigin = 1;
        image.setRoi(new ij.gui.OvalRoi(10, 5, 8, 6));
        MapOfImage part = map(image, "all");
        assertEquals(8, part.map().pixels());
        assertEquals(6, part.map().lines());
        assertEquals(90, part.map().originXUm());
        assertEquals(50, part.map().originYUm());
        assertEquals(image.getProcessor().getf(12, 6), part.map().values(0)[8 + 2]);
        image.setRoi(new ij.gui.Line(1, 1, 5, 5));
        assertEquals(Samples.WIDTH, map(image, "all").map().pixels());
    }

    @Test
    void pictures_in_colours_are_not_maps() {
        ImagePlus picture = new ImagePlus("picture", new ColorProcessor(2, 2));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> map(picture, "all")).getMessage().contains("RGB"));
    }
}
