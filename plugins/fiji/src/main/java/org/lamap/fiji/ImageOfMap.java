// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import java.util.Collections;
import java.util.List;
import org.lamap.ElementMap;

/** A map as a calibrated image of 32 bits, one labelled slice an element. */
final class ImageOfMap {
    private ImageOfMap() {}

    /**
     * A map on its own, in µm where its pixel size is known, with its notes.
     *
     * @param title title of the image
     * @param map any map
     * @return an image that is not shown
     */
    static ImagePlus of(String title, ElementMap map) {
        ImagePlus image = new ImagePlus(title, stack(Collections.singletonList(map)));
        Calibration calibration = new Calibration(image);
        if (map.pixelWidthUm() > 0 && map.pixelHeightUm() > 0) {
            calibration.setUnit("µm");
            calibration.pixelWidth = map.pixelWidthUm();
            calibration.pixelHeight = map.pixelHeightUm();
            setOrigin(calibration, map);
        }
        setValueUnit(calibration, map.unit());
        image.setCalibration(calibration);
        image.resetDisplayRange();
        Notes.keep(image, map.notes());
        return image;
    }

    /**
     * A result, in the unit of length of the image it comes from.
     *
     * @param title title of the image
     * @param maps values on the area of {@code source}, on pixels of any size, all of one grid and unit
     * @param source where they come from
     * @return an image that is not shown, with a slice for each element of each map
     */
    static ImagePlus resultOf(String title, List<ElementMap> maps, MapOfImage source) {
        ElementMap map = maps.get(0);
        ImagePlus image = new ImagePlus(title, stack(maps));
        Calibration calibration = source.calibration.copy();
        if (PixelSize.umPerUnit(calibration.getXUnit()) == 0 || PixelSize.umPerUnit(calibration.getYUnit()) == 0) {
            calibration.setUnit("µm"); // the size was stated by hand
            calibration.setYUnit(null);
        }
        calibration.pixelWidth = map.pixelWidthUm() / PixelSize.umPerUnit(calibration.getXUnit());
        calibration.pixelHeight = map.pixelHeightUm() / PixelSize.umPerUnit(calibration.getYUnit());
        setOrigin(calibration, map);
        calibration.setFunction(Calibration.NONE, null, null);
        setValueUnit(calibration, map.unit());
        image.setCalibration(calibration);
        image.resetDisplayRange();
        return image;
    }

    private static ImageStack stack(List<ElementMap> maps) {
        ImageStack stack = new ImageStack(maps.get(0).pixels(), maps.get(0).lines());
        for (ElementMap map : maps) {
            for (int element = 0; element < map.elements(); element++) {
                stack.addSlice(map.name(element), new FloatProcessor(map.pixels(), map.lines(), map.values(element)));
            }
        }
        return stack;
    }

    /** ImageJ states an origin in pixels, from the outer corner of the first one. */
    private static void setOrigin(Calibration calibration, ElementMap map) {
        calibration.xOrigin = -map.originXUm() / map.pixelWidthUm() + 0.0;
        calibration.yOrigin = -map.originYUm() / map.pixelHeightUm() + 0.0;
    }

    private static void setValueUnit(Calibration calibration, String unit) {
        calibration.setValueUnit(unit.isEmpty() ? "Gray Value" : unit);
    }
}
