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
 * Makes a map of line scans, for scripts and batch. It has no menu path: the menu command is {@link LinesPlugIn}. A failure
 * is an exception, and no input is remembered from one call to the next.
 */
@Plugin(type = Command.class, headless = true, name = "lamap import lines", label = "Import line scans")
public final class LinesCommand extends ContextCommand {
    @Parameter(label = "Path", persist = false, description = "a file with all lines, or a folder of one for each line")
    private File path;

    @Parameter(label = "Log", required = false, persist = false, description = "log of the laser, in Iolite's format")
    private File log;

    @Parameter(label = "Pattern", required = false, persist = false, description = "raster of the log: its number or name")
    private String pattern = "";

    @Parameter(label = "Cut", required = false, persist = false, description = "detect, log, columns, files or gaps")
    private String cut = "";

    @Parameter(label = "Blank", required = false, persist = false, description = "keep or subtract")
    private String blank = "";

    @Parameter(label = "Lag, s", required = false, persist = false, description = "empty: it is found")
    private String lag = "";

    @Parameter(label = "Scan speed, µm/s", required = false, persist = false, description = "empty: as the log states it")
    private String scanSpeed = "";

    @Parameter(label = "Line spacing, µm", required = false, persist = false, description = "empty: as the log states it")
    private String lineSpacing = "";

    @Parameter(label = "Time unit", required = false, persist = false, description = "s, ms, us, min, h or d; empty: as the file states it")
    private String timeUnit = "";

    @Parameter(label = "Unit of values", required = false, persist = false, description = "empty: as the file states it")
    private String unit = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map")
    private ImagePlus output;

    @Parameter
    private StatusService status;

    @Parameter
    private LogService messages;

    @Override
    public void run() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("log", log == null ? "" : log.getPath());
        options.put("pattern", pattern);
        options.put("cut", cut);
        options.put("blank", blank);
        options.put("lag_s", lag);
        options.put("scan_speed_um_s", scanSpeed);
        options.put("line_spacing_um", lineSpacing);
        options.put("time_unit", timeUnit);
        try {
            output = new LinesImport(options, unit).run(path, new StatusWatch(status, "Import line scans", this));
            Notes.of(output).forEach(messages::info);
        } catch (CancellationException cancelled) {
            cancel("Import line scans: cancelled");
        }
    }
}
