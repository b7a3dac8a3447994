// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Tells versions, devices, presets and the model's card, for scripts. It has no menu path. */
@Plugin(type = Command.class, headless = true, name = "lamap info", label = "LA model info")
public final class InfoCommand implements Command {
    @Parameter(type = ItemIO.OUTPUT, label = "Text")
    private String text;

    @Override
    public void run() {
        text = ModelInfo.text();
    }
}
