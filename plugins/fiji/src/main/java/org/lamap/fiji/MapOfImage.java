// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;
import org.lamap.ElementMap;

/** The part of an image that is worked on: its slices are the elements of a map. Values are read when they are needed. */
final class MapOfImage {
    final ImagePlus image;
    /** Chosen slices, numbered from 1. */
    final List<Integer> slices;
    /** Their names. */
    final String[] names;
    /** Bounding box of the area selection, or all. */
    final Rectangle area;
    private final PixelSize size;

    /**
     * A part of an image.
     *
     * @param image of 8, 16 or 32 bits; the first two through its calibration function
     * @param elements as in {@link Elements#chosen}
     * @param size sides of a pixel
     * @throws IllegalArgumentException for a picture in colours and for elements that the image does not have
     */
    MapOfImage(ImagePlus image, String elements, PixelSize size) {
        refuseColours(image);
        this.image = image;
        this.size = size;
        slices = Elements.chosen(image, elements);
        names = Elements.names(image, slices);
        area = area(image);
    }

    /** All elements. */
    ElementMap map() {
        float[][] values = new float[slices.size()][];
        Arrays.setAll(values, i -> values(slices.get(i)));
        return map(values).withNames(names);
    }

    /** One element, by its number among the chosen ones from 0. */
    ElementMap map(int element) {
        return map(new float[][] {values(slices.get(element))}).withNames(names[element]);
    }

    private ElementMap map(float[][] values) {
        Calibration calibration = image.getCalibration();
        return new ElementMap(values, area.height, area.width, size.widthUm, size.heightUm)
                .withUnit(unit(calibration))
                .withOrigin((area.x - calibration.xOrigin) * size.widthUm, (area.y - calibration.yOrigin) * size.heightUm);
    }

    /** Stops before anything is asked or computed where there can be no result. */
    static void refuseColours(ImagePlus image) {
        if (image.getBitDepth() == 24) {
            throw new IllegalArgumentException("an RGB picture is not an element map: open the data with 8, 16 or 32 bits");
        }
    }

    private static Rectangle area(ImagePlus image) {
        boolean selected = image.getRoi() != null && image.getRoi().isArea();
        Rectangle all = new Rectangle(0, 0, image.getWidth(), image.getHeight());
        Rectangle area = selected ? image.getRoi().getBounds().intersection(all) : all;
        if (area.isEmpty()) {
            throw new IllegalArgumentException("the selection lies outside " + image.getTitle());
        }
        return area;
    }

    private float[] values(int slice) {
        ImageProcessor stored = image.getStack().getProcessor(slice);
        stored.setCalibrationTable(image.getCalibration().getCTable());
        FloatProcessor all = (FloatProcessor) stored.convertToFloat();
        all.setRoi(area);
        return (float[]) all.crop().getPixels();
    }

    /** Unit of the values; empty for the name that ImageJ has for values of no unit. */
    private static String unit(Calibration calibration) {
        String unit = calibration.getValueUnit();
        return unit == null || unit.equals("Gray Value") ? "" : unit;
    }
}
