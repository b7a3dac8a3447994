// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A figure for a paper: maps of one element beside each other, with a scale bar and colour bars. */
final class PaperFigure {
    /** Largest share of the width of a map that its scale bar may take. */
    private static final double BAR_SHARE = 0.3;
    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final int[] STEPS = {5, 2, 1};

    private final int side;
    private final int gap;
    private final Font font;

    /** A figure whose panels have this width, in pixels. */
    PaperFigure(int panelWidth) {
        side = panelWidth;
        gap = Math.max(8, panelWidth / 25);
        font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(11, panelWidth / 22));
    }

    /**
     * Draws panels of the same place on the sample.
     *
     * @param panels at least one
     * @param limits of each panel
     */
    BufferedImage draw(List<FigurePanel> panels, List<ColourLimits> limits) {
        PixelInk ink = new PixelInk(width(panels), height(panels), font);
        draw(ink, panels, limits);
        return ink.figure;
    }

    /** The same as the bytes of a PDF, its width as printed with 300 dpi. */
    byte[] pdf(List<FigurePanel> panels, List<ColourLimits> limits, String title) {
        PdfInk ink = new PdfInk(width(panels), height(panels), font);
        draw(ink, panels, limits);
        return ink.bytes(title);
    }

    private int width(List<FigurePanel> panels) {
        return panels.size() * side + (panels.size() + 1) * gap;
    }

    private int height(List<FigurePanel> panels) {
        return mapHeight(panels) + 3 * gap + 2 * line();
    }

    private int mapHeight(List<FigurePanel> panels) {
        return Math.max(1, (int) Math.round(side * panels.get(0).heightUm / panels.get(0).widthUm));
    }

    private int line() {
        return font.getSize() + gap / 2;
    }

    private void draw(FigureInk ink, List<FigurePanel> panels, List<ColourLimits> limits) {
        Rectangle place = new Rectangle(gap, gap + line(), side, mapHeight(panels));
        for (int i = 0; i < panels.size(); i++) {
            draw(ink, panels.get(i), limits.get(i), new Rectangle(gap + i * (side + gap), place.y, side, place.height));
        }
        drawScaleBar(ink, place, panels.get(0).widthUm);
    }

    private void draw(FigureInk ink, FigurePanel panel, ColourLimits limits, Rectangle place) {
        ink.text(panel.title, place.x, place.y - gap / 2, Color.BLACK);
        ink.picture(panel.map(limits), place);
        Rectangle bar = new Rectangle(place.x, place.y + place.height + gap / 2, place.width, Math.max(4, gap / 2));
        ink.picture(panel.bar(), bar);
        int below = bar.y + bar.height + font.getSize() + 2;
        String high = digits(limits.high) + (panel.unit.isEmpty() ? "" : " " + panel.unit);
        ink.text(digits(limits.low), bar.x, below, Color.BLACK);
        ink.text(high, bar.x + bar.width - ink.widthOf(high), below, Color.BLACK);
    }

    /** White on a black ground, so that it is seen on every colour. */
    private void drawScaleBar(FigureInk ink, Rectangle place, double widthUm) {
        double lengthUm = barUm(widthUm);
        String label = lengthUm >= 1000 ? digits(lengthUm / 1000) + " mm" : digits(lengthUm) + " µm";
        int length = (int) Math.round(place.width * lengthUm / widthUm);
        int thick = Math.max(3, gap / 4);
        int ground = Math.max(length, ink.widthOf(label)) + gap;
        int height = font.getSize() + thick + gap;
        int x = place.x + gap / 2;
        int y = place.y + place.height - gap / 2 - height;
        ink.fill(new Rectangle(x, y, ground, height), new Color(0, 0, 0, 160));
        ink.text(label, x + gap / 2, y + font.getSize(), Color.WHITE);
        ink.fill(new Rectangle(x + gap / 2, y + height - thick - gap / 3, length, thick), Color.WHITE);
    }

    /** The longest of 1, 2, 5, 10, 20, ... that takes no more than its share of a width. */
    static double barUm(double widthUm) {
        double most = BAR_SHARE * widthUm;
        double decade = Math.pow(10, Math.floor(Math.log10(most)));
        for (int step : STEPS) {
            if (step * decade <= most) {
                return step * decade;
            }
        }
        return decade;
    }

    private static String digits(double number) {
        BigDecimal rounded = new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros();
        return Math.abs(number) >= 1e5 || number != 0 && Math.abs(number) < 1e-3
                ? rounded.toString().replace("E+", "e").replace("E", "e") : rounded.toPlainString();
    }
}
