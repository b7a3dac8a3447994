// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lamap.ElementMap;
import org.lamap.Lamap;
import org.lamap.LamapException;

/** Reads maps that ImageJ does not know: text images, workbooks, folders of them, pew2 npz, tables of points. */
public final class MapImport {
    private static final List<String> OPEN = Arrays.asList("", "none", "detect");

    private final Map<String, String> options;
    private final double pixelWidthUm;
    private final double pixelHeightUm;
    private final String valueUnit;

    /**
     * How to read.
     *
     * @param stated what the files do not tell, by the keys of {@link Lamap#read(Map, String...)}; what is empty, {@code none} or
     *     {@code detect} is left open
     * @param pixelWidthUm width of a pixel along the scan in µm; 0: as the files state it
     * @param pixelHeightUm distance of two lines in µm; 0: as the files state it
     * @param valueUnit unit of the values; empty: as the files state it
     */
    public MapImport(Map<String, String> stated, double pixelWidthUm, double pixelHeightUm, String valueUnit) {
        options = new LinkedHashMap<>(stated);
        options.values().removeIf(OPEN::contains);
        this.pixelWidthUm = pixelWidthUm;
        this.pixelHeightUm = pixelHeightUm;
        this.valueUnit = valueUnit;
    }

    /**
     * Reads one map.
     *
     * @param path a file, or a folder of one file an element
     * @param watch told how far it is, and asked whether to go on; null: nobody is
     * @return a stack with a labelled slice for each element that is not shown; its unit of length is pixel where
     *     neither the files nor the caller state a size
     * @throws IllegalArgumentException if it cannot be read, something must be stated or a stated pixel size is not one, and for
     *     recordings of line scans, which {@link LinesImport} reads: the sentence says what
     */
    public ImagePlus run(File path, Watch watch) {
        if (pixelWidthUm < 0 || pixelHeightUm < 0 || Double.isNaN(pixelWidthUm + pixelHeightUm)) {
            throw new IllegalArgumentException(
                    "a pixel of " + pixelWidthUm + " x " + pixelHeightUm + " µm is not a size: it must be above 0");
        }
        if (!path.exists()) {
            throw new IllegalArgumentException(path + " is not there: choose a file or a folder that is");
        }
        ElementMap map = read(path, watch);
        ElementMap sized = sized(map);
        if ((sized.pixelWidthUm() > 0) != (sized.pixelHeightUm() > 0)) {
            String open = sized.pixelWidthUm() > 0 ? "pixel_height" : "pixel_width";
            throw new IllegalArgumentException(open + " is not known: the files of " + path.getName() + " do not state it; fill it in");
        }
        ImagePlus image = ImageOfMap.of(path.getName(), sized.withUnit(valueUnit.isEmpty() ? map.unit() : valueUnit));
        if (!map.info().isEmpty()) {
            image.setProp("lamap", map.info());
        }
        return image;
    }

    private ElementMap read(File path, Watch watch) {
        try {
            return Lamap.read(options, Watch.ofReading(watch), path.getPath());
        } catch (LamapException refusal) {
            if (Lamap.isRecording(path.getPath())) {
                throw new LinesFound(path);
            }
            throw new IllegalArgumentException(MapForm.inItsWords(refusal.getMessage()), refusal);
        }
    }

    private ElementMap sized(ElementMap map) {
        return map.withPixelSize(
                pixelWidthUm > 0 ? pixelWidthUm : map.pixelWidthUm(),
                pixelHeightUm > 0 ? pixelHeightUm : map.pixelHeightUm());
    }
}
