// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
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
        FigurePanel first = panels.get(0);
        int height = Math.max(1, (int) Math.round(side * first.heightUm / first.widthUm));
        int line = font.getSize() + gap / 2;
        int width = panels.size() * side + (panels.size() + 1) * gap;
        BufferedImage figure = new BufferedImage(width, height + 3 * gap + 2 * line, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = figure.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, figure.getWidth(), figure.getHeight());
        for (int i = 0; i < panels.size(); i++) {
            Rectangle place = new Rectangle(gap + i * (side + gap), gap + line, side, height);
            draw(graphics, panels.get(i), limits.get(i), place);
        }
        drawScaleBar(graphics, new Rectangle(gap, gap + line, side, height), first.widthUm);
        graphics.dispose();
        return figure;
    }

    private void draw(Graphics2D graphics, FigurePanel panel, ColourLimits limits, Rectangle place) {
        graphics.setColor(Color.BLACK);
        graphics.drawString(panel.title, place.x, place.y - gap / 2);
        panel.draw(graphics, place, limits);
        Rectangle bar = new Rectangle(place.x, place.y + place.height + gap / 2, place.width, Math.max(4, gap / 2));
        panel.drawBar(graphics, bar);
        graphics.setColor(Color.BLACK);
        int below = bar.y + bar.height + font.getSize() + 2;
        String high = digits(limits.high) + (panel.unit.isEmpty() ? "" : " " + panel.unit);
        graphics.drawString(digits(limits.low), bar.x, below);
        graphics.drawString(high, bar.x + bar.width - graphics.getFontMetrics().stringWidth(high), below);
    }

    /** White on a black ground, so that it is seen on every colour. */
    private void drawScaleBar(Graphics2D graphics, Rectangle place, double widthUm) {
        double lengthUm = barUm(widthUm);
        String label = lengthUm >= 1000 ? digits(lengthUm / 1000) + " mm" : digits(lengthUm) + " µm";
        int length = (int) Math.round(place.width * lengthUm / widthUm);
        int thick = Math.max(3, gap / 4);
        int ground = Math.max(length, graphics.getFontMetrics().stringWidth(label)) + gap;
        int height = font.getSize() + thick + gap;
        int x = place.x + gap / 2;
        int y = place.y + place.height - gap / 2 - height;
        graphics.setColor(new Color(0, 0, 0, 160));
        graphics.fillRect(x, y, ground, height);
        graphics.setColor(Color.WHITE);
        graphics.drawString(label, x + gap / 2, y + font.getSize());
        graphics.fillRect(x + gap / 2, y + height - thick - gap / 3, length, thick);
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
