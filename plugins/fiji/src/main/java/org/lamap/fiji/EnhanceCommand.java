// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.concurrent.CancellationException;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Enhances an element map, for scripts and batch. It has no menu path: the menu command is {@link EnhancePlugIn}. A
 * failure is an exception.
 */
@Plugin(type = Command.class, headless = true, name = "lamap enhance", label = "Enhance LA map")
public final class EnhanceCommand extends ContextCommand {
    @Parameter(label = "Map", persist = false)
    private ImagePlus input;

    @Parameter(label = "Elements", required = false, persist = false, description = "all, current, or labels of slices: P31,Zn66")
    private String elements = Elements.ALL;

    @Parameter(label = "Settings", required = false, persist = false, description = "key=value, as magnification=2 method=physics")
    private String settings = "";

    @Parameter(label = "Preset of conditions", required = false, persist = false)
    private String preset = KeyValues.NO_PRESET;

    @Parameter(label = "Conditions", required = false, persist = false, description = "key=value, as beam_size_um=20; neither preset nor conditions: those that the map brings along")
    private String conditions = "";

    @Parameter(label = "Pixel width, µm", required = false, persist = false, description = "0: that of the image")
    private double pixelWidthUm;

    @Parameter(label = "Pixel height, µm", required = false, persist = false, description = "0: that of the image")
    private double pixelHeightUm;

    @Parameter(label = "Unit of the values", required = false, persist = false, description = "counts, cps or a concentration; empty: that of the image")
    private String unit = "";

    @Parameter(label = "Model", required = false, persist = false, description = "ONNX file; empty: the built-in model")
    private String model = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Estimate")
    private ImagePlus output;

    @Parameter(type = ItemIO.OUTPUT, label = "Standard deviation")
    private ImagePlus deviation;

    @Parameter(type = ItemIO.OUTPUT, label = "Chi-square")
    private ImagePlus chiSquare;

    @Parameter(type = ItemIO.OUTPUT, label = "Verdict")
    private String verdict;

    @Parameter(type = ItemIO.OUTPUT, label = "Report")
    private String report;

    @Parameter
    private StatusService status;

    @Parameter
    private LogService log;

    @Override
    public void run() {
        try {
            publish(new MapEnhancement(KeyValues.settings(KeyValues.pairs(settings)), KeyValues.conditions(preset, stated()))
                    .elements(elements)
                    .pixelSize(pixelWidthUm, pixelHeightUm)
                    .unit(unit.isEmpty() ? null : unit)
                    .model(ModelFile.bytes(model))
                    .run(input, new StatusWatch(status, "Enhance LA map", this)));
        } catch (CancellationException cancelled) {
            cancel("Enhance LA map: cancelled");
        }
    }

    private String stated() {
        boolean isOpen = conditions.isEmpty() && (preset.isEmpty() || preset.equals(KeyValues.NO_PRESET));
        return isOpen ? KnownConditions.of(input) : conditions;
    }

    private void publish(EnhancedImages result) {
        output = result.estimate();
        deviation = result.deviation();
        chiSquare = result.chiSquare();
        verdict = result.verdict().toString();
        report = result.report();
        result.notes().forEach(log::info);
        result.warnings().forEach(log::warn);
    }
}
