// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.io.File;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Reads an element map, for scripts and batch. It has no menu path: the menu command is {@link ImportPlugIn}. A failure
 * is an exception, and no input is remembered from one call to the next.
 */
@Plugin(type = Command.class, headless = true, name = "lamap import", label = "Import LA maps")
public final class ImportCommand implements Command {
    @Parameter(label = "Path", persist = false, description = "a file, or a folder of one file for each element")
    private File path;

    @Parameter(label = "Points", required = false, persist = false, description = "unit of coordinates in tables of points: um or mm")
    private String points = "";

    @Parameter(label = "Pixel width, µm", required = false, persist = false, description = "0: as the files state it")
    private double pixelWidthUm;

    @Parameter(label = "Pixel height, µm", required = false, persist = false, description = "0: as the files state it")
    private double pixelHeightUm;

    @Parameter(label = "Unit of values", required = false, persist = false, description = "empty: as the files state it")
    private String unit = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map")
    private ImagePlus output;

    @Parameter
    private LogService log;

    @Override
    public void run() {
        output = new MapImport(points, pixelWidthUm, pixelHeightUm, unit).run(path);
        Notes.of(output).forEach(log::info);
    }
}
