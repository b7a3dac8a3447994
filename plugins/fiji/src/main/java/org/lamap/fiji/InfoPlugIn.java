// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.plugin.PlugIn;
import ij.text.TextWindow;
import java.awt.GraphicsEnvironment;

/** Menu command "LA model info...". */
public final class InfoPlugIn implements PlugIn {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 560;

    @Override
    public void run(String argument) {
        new MenuCommand("LA model info").run(() -> {
            String text = ModelInfo.text();
            if (GraphicsEnvironment.isHeadless()) {
                IJ.log(text);
            } else {
                new TextWindow("LA model info", text, WIDTH, HEIGHT);
            }
            return "done";
        });
    }
}
