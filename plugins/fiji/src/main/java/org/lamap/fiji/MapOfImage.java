// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.ImageStack;
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
    /** Its title, calibration and values as they were at the start: the image may be closed or changed meanwhile. */
    final String title;
    final Calibration calibration;
    private final ImageStack stack;
    /** Chosen slices, numbered from 1. */
    final List<Integer> slices;
    /** Their names. */
    final String[] names;
    /** Bounding box of the area selection, or all. */
    final Rectangle area;
    final PixelSize size;
    /** Of the values; empty where it is not known. */
    final String unit;

    /** A part of an image, in the unit that the image states. */
    MapOfImage(ImagePlus image, String elements, PixelSize size) {
        this(image, elements, size, unitOf(image));
    }

    /**
     * A part of an image.
     *
     * @param image of 8, 16 or 32 bits; the first two through its calibration function
     * @param elements as in {@link Elements#chosen}
     * @param size sides of a pixel
     * @param unit of the values; empty where it is not known
     * @throws IllegalArgumentException for a picture in colours and for elements that the image does not have
     */
    MapOfImage(ImagePlus image, String elements, PixelSize size, String unit) {
        refuseColours(image);
        this.image = image;
        this.size = size;
        this.unit = unit;
        title = image.getTitle();
        calibration = image.getCalibration().copy();
        stack = image.getStack();
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
        return new ElementMap(values, area.height, area.width, size.widthUm, size.heightUm)
                .withUnit(unit)
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
        ImageProcessor stored = stack.getProcessor(slice);
        stored.setCalibrationTable(calibration.getCTable());
        FloatProcessor all = (FloatProcessor) stored.convertToFloat();
        all.setRoi(area);
        return (float[]) all.crop().getPixels();
    }

    /** Unit of the values of an image; empty for the name that ImageJ has for values of no unit. */
    static String unitOf(ImagePlus image) {
        String unit = image.getCalibration().getValueUnit();
        return unit == null || unit.equals("Gray Value") ? "" : unit;
    }
}
