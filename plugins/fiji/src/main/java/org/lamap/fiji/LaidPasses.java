// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.lamap.ElementMap;
import org.lamap.MeasuredPass;
import org.lamap.Units;

/**
 * A map and further passes over its sample, as the library takes them: each begins less than a pixel behind the foremost
 * of all. The first map stays whole, since its grid is that of the result; of the others whole pixels that lie before it
 * are left out, and those that a pass lacks before its own first one are missing values.
 */
final class LaidPasses {
    /** Places that lie this share of a pixel before a whole number are that number. */
    private static final double ROUNDING = 1e-9;

    private final MapOfImage first;
    /** Unit of all values where it is stated; null: that of each image. */
    private final String unit;
    private final List<Laid> laid = new ArrayList<>();

    /**
     * The first map.
     *
     * @param first gives the grid
     * @param unit of all values; null: that of each image
     */
    LaidPasses(MapOfImage first, String unit) {
        this.first = first;
        this.unit = unit;
        laid.add(new Laid(first.title, first.map(), 0, 0, false));
    }

    /**
     * Adds a further pass.
     *
     * @param widthUm width of a pixel along the scan that is stated by hand; 0: that of the image
     * @param heightUm distance of two lines that is stated by hand; 0: that of the image
     * @throws IllegalArgumentException if it has other elements or another unit than the first
     */
    void add(FurtherPass pass, double widthUm, double heightUm) {
        String own = unit == null ? Units.ofData(MapOfImage.unitOf(pass.image)) : first.unit;
        if (!own.equals(first.unit)) {
            throw new IllegalArgumentException(pass.image.getTitle() + " has another unit than " + first.title
                    + ": state the unit of both");
        }
        MapOfImage source = new MapOfImage(pass.image, elements(pass), size(pass, widthUm, heightUm), own);
        ElementMap map = source.map().withNames(first.names);
        ElementMap start = laid.get(0).map;
        double right = Double.isNaN(pass.rightUm) ? map.originXUm() - start.originXUm()
                : pass.rightUm + source.area.x * map.pixelWidthUm() - first.area.x * start.pixelWidthUm();
        double down = Double.isNaN(pass.downUm) ? map.originYUm() - start.originYUm()
                : pass.downUm + source.area.y * map.pixelHeightUm() - first.area.y * start.pixelHeightUm();
        laid.add(new Laid(source.title, map, right, down, pass.isTurned));
    }

    /** The slices of the elements of the first map; a single slice is the element of a single one, whatever its name. */
    private String elements(FurtherPass pass) {
        boolean isSingle = first.names.length == 1 && pass.image.getStackSize() == 1;
        return isSingle ? Elements.ALL : String.join(",", first.names);
    }

    /** An image that does not know its pixel size has that of the first along and across its scan. */
    private PixelSize size(FurtherPass pass, double widthUm, double heightUm) {
        boolean isOpen = PixelSize.umPerUnit(pass.image.getCalibration().getXUnit()) == 0;
        double width = isOpen ? first.size.widthUm : widthUm;
        double height = isOpen ? first.size.heightUm : heightUm;
        return PixelSize.of(pass.image, pass.isTurned ? height : width, pass.isTurned ? width : height);
    }

    /**
     * All passes, the first map first.
     *
     * @throws IllegalArgumentException if one lies beside the first map
     */
    List<MeasuredPass> measured() {
        ElementMap start = laid.get(0).map;
        // the first map begins at 0, so that none of these is negative
        double beforeRight = -laid.stream().mapToDouble(one -> one.rightUm).min().getAsDouble() % start.pixelWidthUm();
        double beforeDown = -laid.stream().mapToDouble(one -> one.downUm).min().getAsDouble() % start.pixelHeightUm();
        List<MeasuredPass> passes = new ArrayList<>();
        for (Laid one : laid) {
            passes.add(one.measured(beforeRight, beforeDown, start));
        }
        return Collections.unmodifiableList(passes);
    }

    /** A map, and where it begins. */
    private static final class Laid {
        final String title;
        final ElementMap map;
        final double rightUm;
        final double downUm;
        final boolean isTurned;

        Laid(String title, ElementMap map, double rightUm, double downUm, boolean isTurned) {
            this.title = title;
            this.map = map;
            this.rightUm = rightUm;
            this.downUm = downUm;
            this.isTurned = isTurned;
        }

        MeasuredPass measured(double beforeRight, double beforeDown, ElementMap start) {
            double right = (rightUm + beforeRight) / map.pixelWidthUm();
            double down = (downUm + beforeDown) / map.pixelHeightUm();
            int columns = (int) Math.floor(right + ROUNDING);
            int rows = (int) Math.floor(down + ROUNDING);
            boolean isBeside = columns <= -map.pixels() || columns * map.pixelWidthUm() >= start.pixels() * start.pixelWidthUm();
            boolean isBelow = rows <= -map.lines() || rows * map.pixelHeightUm() >= start.lines() * start.pixelHeightUm();
            if (isBeside || isBelow) {
                throw new IllegalArgumentException(title + " would lie beside the first pass: correct its X and Y");
            }
            double partRight = Math.max(0, right - columns);
            double partDown = Math.max(0, down - rows);
            return new MeasuredPass(moved(rows, columns), isTurned ? partDown : partRight, isTurned ? partRight : partDown,
                    isTurned);
        }

        /** The map behind so many missing lines and pixels; without its first ones where a number is negative. */
        private ElementMap moved(int rows, int columns) {
            int lines = map.lines() + rows;
            int pixels = map.pixels() + columns;
            float[][] values = new float[map.elements()][lines * pixels];
            for (int element = 0; element < values.length; element++) {
                float[] from = map.values(element);
                Arrays.fill(values[element], Float.NaN);
                for (int line = Math.max(0, -rows); line < map.lines(); line++) {
                    int skipped = Math.max(0, -columns);
                    System.arraycopy(from, line * map.pixels() + skipped, values[element],
                            (line + rows) * pixels + Math.max(0, columns), map.pixels() - skipped);
                }
            }
            return new ElementMap(values, lines, pixels, map.pixelWidthUm(), map.pixelHeightUm()).withUnit(map.unit())
                    .withNames(names()).withOrigin(map.originXUm(), map.originYUm());
        }

        private String[] names() {
            String[] names = new String[map.elements()];
            Arrays.setAll(names, map::name);
            return names;
        }
    }
}
