// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.File;

/**
 * What a user does in a real ImageJ on a display: menu, dialog, run, Esc, recorded macro. {@code gui.sh} starts it with
 * the property {@code plugins.dir} and a folder for screenshots.
 */
public final class GuiRun {
    private final GuiScreen screen;

    private GuiRun(File shots) throws Exception {
        screen = new GuiScreen(shots);
    }

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        GuiRun run = new GuiRun(new File(arguments[0]));
        try {
            run.run();
            status = 0;
        } catch (Throwable failure) {
            failure.printStackTrace();
            run.screen.shot("failure");
        }
        System.exit(status);
    }

    private void run() throws Exception {
        long startedMs = java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
        new ImageJ(ImageJ.STANDALONE).setLocation(20, 10);
        for (String command : new String[] {
            "Enhance LA map...", "Enhance LA passes...", "Simulate ablation...", "Import LA maps...", "Import line scans...", "My instrument...",
            "LA map report...", "LA map figure...", "LA model info...", "LA map (simulated)"
        }) {
            GuiScreen.check(Menus.getCommands().containsKey(command), "the menu has " + command);
        }
        new GuiClicks(screen).run(startedMs);
        IJ.run("LA map (simulated)");
        ImagePlus map = IJ.getImage();
        IJ.run(map, "Fire", "");
        IJ.run(map, "Set... ", "zoom=200");
        GuiScreen.place(map, 20, 120);
        GuiEnhance enhance = new GuiEnhance(screen);
        String line = enhance.byDialog(map);
        enhance.sameByMacro(map, line);
        GuiEscape escape = new GuiEscape(screen);
        escape.escape(map);
        escape.escapeSimulation();
        enhance.sourceClosed(map);
        new GuiForm(screen).run();
        new GuiPasses(screen).run();
        refuseColours();
        info();
        new GuiImport(screen).run();
        new GuiInstrument(screen).run();
    }

    private void refuseColours() throws Exception {
        ImagePlus picture = IJ.createImage("picture", "RGB", 20, 20, 1);
        picture.show();
        IJ.doCommand("Enhance LA map...");
        Window error = GuiScreen.message("Enhance LA map");
        IJ.wait(500);
        screen.shot("error");
        screen.key(error, KeyEvent.VK_ENTER);
        GuiScreen.await("the end of the error", () -> error.isShowing() ? null : error);
        picture.changes = false;
        picture.close();
    }

    private void info() throws Exception {
        IJ.run("LA model info...");
        IJ.wait(1000);
        screen.shot("info");
    }
}
