// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.concurrent.CancellationException;
import org.lamap.Conditions;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Simulates what an instrument would measure of a sample, for scripts and batch. It has no menu path: the menu command
 * is {@link SimulatePlugIn}. A failure is an exception, and no input is remembered from one call to the next.
 */
@Plugin(type = Command.class, headless = true, name = "lamap simulate", label = "Simulate ablation")
public final class SimulateCommand extends ContextCommand {
    @Parameter(label = "Sample", persist = false)
    private ImagePlus input;

    @Parameter(label = "Side of a pixel, µm", required = false, persist = false, description = "0: that of the image")
    private double pixelUm;

    @Parameter(label = "Preset of conditions", required = false, persist = false)
    private String preset = KeyValues.NO_PRESET;

    @Parameter(label = "Conditions", required = false, persist = false, description = "key=value, as beam_size_um=20")
    private String conditions = "";

    @Parameter(label = "Seed", required = false, persist = false)
    private long seed;

    @Parameter(label = "Expected counts, without noise", required = false, persist = false)
    private boolean expected;

    @Parameter(type = ItemIO.OUTPUT, label = "Map")
    private ImagePlus output;

    @Parameter
    private StatusService status;

    @Override
    public void run() {
        Conditions scan = KeyValues.conditions(preset, conditions);
        AblationSimulation simulation =
                expected ? AblationSimulation.expected(scan) : AblationSimulation.noisy(scan, seed);
        try {
            output = simulation.run(input, pixelUm, new StatusWatch(status, "Simulate ablation", this));
        } catch (CancellationException cancelled) {
            cancel("Simulate ablation: cancelled");
        }
    }
}
