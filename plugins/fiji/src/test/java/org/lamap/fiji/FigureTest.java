// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void limits_are_percentiles_that_maps_share() {
        float[] ramp = new float[1001];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i;
        }
        float[] spike = {-3, Float.NaN, 50, Float.POSITIVE_INFINITY};
        ColourLimits limits = ColourLimits.of(ramp, spike);
        assertEquals(-3, limits.low);
        assertEquals(995, limits.high);
        assertEquals(0, limits.index(-100));
        assertEquals(255, limits.index(2000));
        assertEquals(0, limits.fromZero().low);
        assertEquals(1, ColourLimits.of(new float[] {Float.NaN}).high);
        assertEquals(5, ColourLimits.of(new float[] {4, 4}).high);
    }

    @Test
    void a_scale_bar_is_a_round_length_below_a_third() {
        assertEquals(100, PaperFigure.barUm(500), 1e-9);
        assertEquals(200, PaperFigure.barUm(667), 1e-9);
        assertEquals(0.5, PaperFigure.barUm(2), 1e-9);
        assertEquals(2, PaperFigure.barUm(10), 1e-9);
    }

    @Test
    void a_panel_has_the_shape_of_the_sample_and_colours_in_place() {
        ImagePlus image = Samples.stack();
        FigurePanel panel = new FigurePanel("P31", image, 1, new Rectangle(0, 0, 20, 10), image.getProcessor().getLut());
        assertEquals(140, panel.widthUm, 1e-9);
        assertEquals(200, panel.heightUm, 1e-9);
        Arrays.fill(panel.values(), 0, 100, 0);
        Arrays.fill(panel.values(), 100, 200, 10);
        panel.values()[42] = Float.NaN;
        BufferedImage figure = new PaperFigure(140).draw(
                Arrays.asList(panel, panel), Collections.nCopies(2, ColourLimits.of(panel.values())));
        assertEquals(2 * 140 + 3 * 8, figure.getWidth());
        int top = 8 + 11 + 4;
        assertEquals(0xff000000, figure.getRGB(8 + 3, top + 3));
        assertEquals(0xffffffff, figure.getRGB(8 + 130, top + 190));
        assertEquals(0xffcccccc, figure.getRGB(8 + 2 * 7 + 3, top + 2 * 20 + 9));
        assertTrue(figure.getHeight() > 200 + 2 * 11);
    }

    @Test
    void a_pdf_holds_the_maps_in_their_own_pixels() throws Exception {
        ImagePlus image = Samples.stack();
        FigurePanel panel = new FigurePanel("P31, measured", image, 1, null, image.getProcessor().getLut());
        ColourLimits limits = ColourLimits.of(panel.values());
        PdfPage page = new PdfPage(new PaperFigure(600).pdf(
                Arrays.asList(panel, panel, panel), Collections.nCopies(3, limits), "cells-P31-figure"));
        assertTrue(page.object(5).contains(PdfFile.text("cells-P31-figure")));
        double[] box = page.numbersAfter(3, "/MediaBox [");
        assertEquals((3 * 600 + 4 * 24) * 72 / 300.0, box[2], 1e-3);
        assertEquals(6, page.pictures().size(), "three maps and their colour bars");
        BufferedImage map = page.pictures().get(0);
        assertEquals(Samples.WIDTH, map.getWidth());
        assertEquals(Samples.HEIGHT, map.getHeight());
        assertEquals(0xffcccccc, map.getRGB(3, 2), "a missing value");
        for (int x = 0; x < map.getWidth(); x++) {
            assertEquals(panel.map(limits).getRGB(x, 7), map.getRGB(x, 7));
        }
        assertEquals(256, page.pictures().get(1).getWidth());
        String drawn = page.stream(4);
        assertEquals(6, drawn.split(" Do\n", -1).length - 1);
        assertTrue(drawn.contains(" c\n"), "letters are outlines");
        assertEquals(drawn.split("q\n", -1).length, drawn.split("Q\n", -1).length);
        assertFalse(page.object(3).contains("/Font"));
        assertTrue(page.object(3).contains("/A0 << /ca 0.6275 >>"), page.object(3));
    }
}
