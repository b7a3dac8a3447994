// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.lamap.ElementMap;

class ImageOfMapTest {
    /** As an enhancement two times as fine along both axes gives it. */
    private static ImagePlus twiceAsFine(ImagePlus image) {
        MapOfImage source = new MapOfImage(image, "all", PixelSize.of(image, 0, 0));
        ElementMap map = source.map();
        float[][] values = new float[map.elements()][4 * map.lines() * map.pixels()];
        ElementMap fine = new ElementMap(
                        values, 2 * map.lines(), 2 * map.pixels(), map.pixelWidthUm() / 2, map.pixelHeightUm() / 2)
                .withNames(Elements.names(image, source.slices))
                .withUnit(map.unit())
                .withOrigin(map.originXUm(), map.originYUm());
        return new DisplaySettings(source).sameRange(ImageOfMap.resultOf("fine", Collections.singletonList(fine), source));
    }

    @Test
    void a_result_keeps_place_units_labels_and_range() {
        ImagePlus image = Samples.stack();
        image.getCalibration().xOrigin = 4;
        image.getProcessor().setLut(LUT.createLutFromColor(Color.RED));
        image.setDisplayRange(5, 95);
        image.setRoi(10, 5, 20, 10);
        ImagePlus fine = twiceAsFine(image);
        Calibration calibration = fine.getCalibration();
        assertEquals(3.5, calibration.pixelWidth);
        assertEquals(10, calibration.pixelHeight);
        assertEquals("µm", calibration.getUnit());
        assertEquals("counts", calibration.getValueUnit());
        assertEquals(-12, calibration.xOrigin, 1e-9);
        assertEquals(-10, calibration.yOrigin, 1e-9);
        assertEquals(image.getCalibration().getX(10), calibration.getX(0), 1e-9);
        assertEquals("Zn66", fine.getStack().getSliceLabel(3));
        assertEquals(5, fine.getDisplayRangeMin());
        assertEquals(95, fine.getDisplayRangeMax());
        assertEquals(255, fine.getProcessor().getLut().getRed(255));
        assertEquals(0, fine.getProcessor().getLut().getGreen(255));
    }

    @Test
    void a_unit_of_millimetres_stays() {
        ImagePlus image = Samples.stack();
        image.getCalibration().setUnit("mm");
        assertEquals("mm", twiceAsFine(image).getCalibration().getUnit());
        assertEquals(3.5, twiceAsFine(image).getCalibration().pixelWidth, 1e-12);
    }

    @Test
    void the_range_of_integers_goes_through_the_calibration_function() {
        ImageStack stack = new ImageStack(8, 8);
        stack.addSlice("P31", new ShortProcessor(8, 8));
        ImagePlus image = new ImagePlus("shorts", stack);
        image.getCalibration().setUnit("um");
        image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] {-10, 0.5}, "ppm");
        image.setDisplayRange(20, 200);
        ImagePlus fine = twiceAsFine(image);
        assertEquals(0, fine.getDisplayRangeMin());
        assertEquals(90, fine.getDisplayRangeMax());
        assertEquals("ppm", fine.getCalibration().getValueUnit());
        assertEquals(0, fine.getCalibration().getFunction() == Calibration.NONE ? 0 : 1);
    }

    @Test
    void a_composite_hyperstack_stays_one() {
        ImagePlus plain = Samples.stack();
        plain.setDimensions(3, 1, 1);
        CompositeImage image = new CompositeImage(plain, CompositeImage.COMPOSITE);
        LUT green = LUT.createLutFromColor(Color.GREEN);
        green.min = 1;
        green.max = 42;
        image.setChannelLut(green, 2);
        ImagePlus fine = twiceAsFine(image);
        assertTrue(fine.isComposite());
        assertEquals(3, fine.getNChannels());
        assertEquals(CompositeImage.COMPOSITE, ((CompositeImage) fine).getMode());
        assertEquals(42, ((CompositeImage) fine).getChannelLut(2).max);
        assertEquals(0, ((CompositeImage) fine).getChannelLut(2).getRed(255));
    }

    @Test
    void an_overlay_is_scaled() {
        ImagePlus image = Samples.stack();
        image.setOverlay(new Overlay(new Roi(12, 6, 4, 2)));
        image.setRoi(10, 5, 20, 10);
        assertEquals(new java.awt.Rectangle(4, 2, 8, 4), twiceAsFine(image).getOverlay().get(0).getBounds());
    }
}
