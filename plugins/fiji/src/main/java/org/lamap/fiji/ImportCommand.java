// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Reads an element map, for scripts and batch. It has no menu path: the menu command is {@link ImportPlugIn}. A failure
 * is an exception, and no input is remembered from one call to the next.
 */
@Plugin(type = Command.class, headless = true, name = "lamap import", label = "Import LA maps")
public final class ImportCommand extends ContextCommand {
    @Parameter(label = "Path", persist = false, description = "a file, or a folder of one file for each element")
    private File path;

    @Parameter(label = "Points", required = false, persist = false, description = "unit of coordinates in tables of points: um or mm")
    private String points = "";

    @Parameter(label = "Columns", required = false, persist = false, description = "columns of a table of points that are elements: 4,6")
    private String columns = "";

    @Parameter(label = "Transpose", required = false, persist = false, description = "the scan runs down the columns of the file")
    private boolean transpose;

    @Parameter(label = "Flip lines", required = false, persist = false, description = "the last line becomes the first")
    private boolean flipLines;

    @Parameter(label = "Flip pixels", required = false, persist = false, description = "the last pixel of each line becomes its first")
    private boolean flipPixels;

    @Parameter(label = "Below detection", required = false, persist = false, description = "of <LOD and the like: refuse, missing, zero, half")
    private String belowDetection = "";

    @Parameter(label = "Decimal", required = false, persist = false, description = "decimal mark: point or comma; empty: as the values tell")
    private String decimal = "";

    @Parameter(label = "Part", required = false, persist = false, description = "sheet of a workbook or image of an OME-TIFF")
    private String part = "";

    @Parameter(label = "Elements axis", required = false, persist = false, description = "of a numpy array: first or last; empty: as its sizes tell")
    private String elementsAxis = "";

    @Parameter(label = "Layout", required = false, persist = false, description = "detect or image")
    private String layout = "";

    @Parameter(label = "Pixel width, µm", required = false, persist = false, description = "0: as the files state it")
    private double pixelWidthUm;

    @Parameter(label = "Pixel height, µm", required = false, persist = false, description = "0: as the files state it")
    private double pixelHeightUm;

    @Parameter(label = "Unit of values", required = false, persist = false, description = "empty: as the files state it")
    private String unit = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map")
    private ImagePlus output;

    @Parameter
    private StatusService status;

    @Parameter
    private LogService log;

    @Override
    public void run() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("points", points);
        options.put("columns", columns);
        options.put("transpose", transpose ? "yes" : "");
        options.put("flip_lines", flipLines ? "yes" : "");
        options.put("flip_pixels", flipPixels ? "yes" : "");
        options.put("below_detection", belowDetection);
        options.put("decimal", decimal);
        options.put("part", part);
        options.put("elements_axis", elementsAxis);
        options.put("layout", layout);
        try {
            output = new MapImport(options, pixelWidthUm, pixelHeightUm, unit).run(path, new StatusWatch(status, "Import LA maps", this));
            Notes.of(output).forEach(log::info);
        } catch (CancellationException cancelled) {
            cancel("Import LA maps: cancelled");
        }
    }
}
