// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.PlugIn;
import java.util.Map;
import org.lamap.Conditions;

/** Menu command "Simulate ablation...". */
public final class SimulatePlugIn implements PlugIn {
    private static final String TITLE = "Simulate ablation";

    @Override
    public void run(String argument) {
        ImagePlus sample = IJ.getImage();
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            MapOfImage.refuseColours(sample);
            return command.ask(SimulateForm.of(sample, TITLE), SimulateForm.help(), answers -> simulate(sample, answers, command));
        });
    }

    private static String simulate(ImagePlus sample, Map<String, String> answers, MenuCommand command) {
        Conditions conditions = SimulateForm.conditions(answers);
        AblationSimulation simulation = answers.get("expected").equals("yes")
                ? AblationSimulation.expected(conditions)
                : AblationSimulation.noisy(conditions, KeyValues.seed(answers.get("seed")));
        double pixelUm = KeyValues.number("pixel_size", answers.get("pixel_size"));
        Titles.show(simulation.run(sample, pixelUm, command::step));
        return "done";
    }
}
