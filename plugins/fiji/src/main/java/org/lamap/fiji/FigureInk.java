// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

/** What a figure is drawn with: pixels for the screen, or the paths of a PDF. Places are in pixels of the figure. */
interface FigureInk {
    /** How wide a text is. */
    int widthOf(String text);

    /** Writes a text that begins at x on the base line y. */
    void text(String text, int x, int y, Color colour);

    void fill(Rectangle place, Color colour);

    /** Draws a picture into a rectangle, each of its pixels as it is. */
    void picture(BufferedImage picture, Rectangle place);
}
