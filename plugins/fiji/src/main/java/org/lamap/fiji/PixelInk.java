// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** A figure as a picture of pixels. */
final class PixelInk implements FigureInk {
    final BufferedImage figure;
    private final Graphics2D graphics;

    PixelInk(int width, int height, Font font) {
        figure = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = figure.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font);
        fill(new Rectangle(width, height), Color.WHITE);
    }

    @Override
    public int widthOf(String text) {
        return graphics.getFontMetrics().stringWidth(text);
    }

    @Override
    public void text(String text, int x, int y, Color colour) {
        graphics.setColor(colour);
        graphics.drawString(text, x, y);
    }

    @Override
    public void fill(Rectangle place, Color colour) {
        graphics.setColor(colour);
        graphics.fill(place);
    }

    @Override
    public void picture(BufferedImage picture, Rectangle place) {
        graphics.drawImage(picture, place.x, place.y, place.width, place.height, null);
    }
}
