// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.font.FontRenderContext;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure as a page of PDF: maps as pictures without loss, in their own pixels; letters as outlines, so that no font is
 * missing anywhere.
 */
final class PdfInk implements FigureInk {
    /** Points of a page for a pixel of the figure: 300 dpi. */
    private static final double POINTS = 72.0 / 300;
    private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);
    private static final int OPAQUE = 255;

    private final int width;
    private final int height;
    private final Font font;
    private final StringBuilder drawn = new StringBuilder();
    private final List<BufferedImage> pictures = new ArrayList<>();
    /** Of see-through colours, 0 to 255. */
    private final List<Integer> opacities = new ArrayList<>();

    PdfInk(int width, int height, Font font) {
        this.width = width;
        this.height = height;
        this.font = font;
        put("", POINTS, 0, 0, -POINTS, 0, height * POINTS).append("cm\n"); // from the upper left corner, in pixels
    }

    @Override
    public int widthOf(String text) {
        return (int) Math.ceil(font.getStringBounds(text, EXACT).getWidth());
    }

    @Override
    public void text(String text, int x, int y, Color colour) {
        state(colour);
        PathIterator path = font.createGlyphVector(EXACT, text).getOutline(x, y).getPathIterator(null);
        double[] to = new double[6];
        double[] at = new double[2];
        for (; !path.isDone(); path.next()) {
            step(path.currentSegment(to), to, at);
        }
        drawn.append(path.getWindingRule() == PathIterator.WIND_NON_ZERO ? "f\nQ\n" : "f*\nQ\n");
    }

    /** A step of an outline; `at` is where the last one ended. PDF knows no curves of the second order. */
    private void step(int kind, double[] to, double[] at) {
        int end = 0;
        if (kind == PathIterator.SEG_CLOSE) {
            drawn.append("h\n");
            return;
        } else if (kind == PathIterator.SEG_QUADTO) {
            put("", at[0] + (to[0] - at[0]) * 2 / 3, at[1] + (to[1] - at[1]) * 2 / 3,
                    to[2] + (to[0] - to[2]) * 2 / 3, to[3] + (to[1] - to[3]) * 2 / 3, to[2], to[3]).append("c\n");
            end = 2;
        } else if (kind == PathIterator.SEG_CUBICTO) {
            put("", to).append("c\n");
            end = 4;
        } else {
            put("", to[0], to[1]).append(kind == PathIterator.SEG_MOVETO ? "m\n" : "l\n");
        }
        at[0] = to[end];
        at[1] = to[end + 1];
    }

    @Override
    public void fill(Rectangle place, Color colour) {
        state(colour);
        put("", place.x, place.y, place.width, place.height).append("re f\nQ\n");
    }

    @Override
    public void picture(BufferedImage picture, Rectangle place) {
        put("q\n", place.width, 0, 0, -place.height, place.x, place.y + place.height)
                .append("cm /P").append(pictures.size()).append(" Do\nQ\n");
        pictures.add(picture);
    }

    /** Begins something in a colour; Q ends it. */
    private void state(Color colour) {
        drawn.append("q\n");
        if (colour.getAlpha() < OPAQUE) {
            drawn.append("/A").append(opacities.size()).append(" gs\n");
            opacities.add(colour.getAlpha());
        }
        float[] shares = colour.getRGBColorComponents(null);
        put("", shares[0], shares[1], shares[2]).append("rg\n");
    }

    private StringBuilder put(String before, double... numbers) {
        drawn.append(before);
        for (double number : numbers) {
            drawn.append(plain(number)).append(' ');
        }
        return drawn;
    }

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.4f", number).replaceAll("\\.?0+$", "");
    }

    /** The bytes of a PDF of one page. */
    byte[] bytes(String title) {
        PdfFile file = new PdfFile();
        file.add("<< /Type /Catalog /Pages 2 0 R >>");
        file.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        StringBuilder known = new StringBuilder("<< /XObject <<");
        int next = 6; // catalogue, pages, page, what is drawn, facts
        for (int index = 0; index < pictures.size(); index++) {
            known.append(" /P").append(index).append(' ').append(next++).append(" 0 R");
        }
        known.append(" >> /ExtGState <<");
        for (int index = 0; index < opacities.size(); index++) {
            known.append(" /A").append(index).append(" << /ca ").append(plain(opacities.get(index) / (double) OPAQUE)).append(" >>");
        }
        file.add("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 " + plain(width * POINTS) + " "
                + plain(height * POINTS) + "] /Resources " + known + " >> >> >>");
        file.addStream("", drawn.toString().getBytes(StandardCharsets.US_ASCII));
        file.add("<< /Title " + PdfFile.text(title) + " /Creator " + PdfFile.text("lamap") + " >>");
        for (BufferedImage picture : pictures) {
            file.addStream("/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Width "
                    + picture.getWidth() + " /Height " + picture.getHeight(), colours(picture));
        }
        return file.bytes(1, 5);
    }

    private static byte[] colours(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        byte[] colours = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            colours[3 * i] = (byte) (pixels[i] >> 16);
            colours[3 * i + 1] = (byte) (pixels[i] >> 8);
            colours[3 * i + 2] = (byte) pixels[i];
        }
        return colours;
    }
}
