// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.Window;
import java.awt.event.KeyEvent;

/** What a user does who has enough of waiting. */
final class GuiEscape {
    private final GuiScreen screen;

    GuiEscape(GuiScreen screen) {
        this.screen = screen;
    }

    void escape(ImagePlus map) throws Exception {
        int before = WindowManager.getImageCount();
        IJ.selectWindow(map.getTitle());
        IJ.doCommand("Enhance LA map...");
        Window dialog = GuiScreen.await("the dialog", () -> GuiScreen.window("Enhance LA map (lamap"));
        GuiScreen.text(dialog, "magnification").setText("8");
        screen.key(dialog, KeyEvent.VK_ENTER);
        GuiScreen.await("a step", () -> GuiScreen.status().contains("Esc cancels") ? GuiScreen.status() : null);
        cancel(map, "Enhance LA map");
        screen.shot("cancelled");
        GuiScreen.check(WindowManager.getImageCount() == before, "nothing half-made is left");
    }

    void escapeSimulation() throws Exception {
        ImagePlus sample = IJ.createImage("sample", "32-bit ramp", 1500, 1500, 1);
        sample.getCalibration().setUnit("um");
        sample.show();
        IJ.run(sample, "Set... ", "zoom=20");
        int before = WindowManager.getImageCount();
        IJ.doCommand("Simulate ablation...");
        Window dialog = GuiScreen.await("the dialog", () -> GuiScreen.window("Simulate ablation (lamap"));
        GuiScreen.choose(GuiScreen.choice(dialog, "preset"), "seed-2019");
        GuiScreen.check(GuiScreen.text(dialog, "beam_size").getText().equals("5"), "a preset fills in the fields");
        GuiScreen.choose(GuiScreen.choice(dialog, "preset"), KeyValues.NO_PRESET);
        GuiScreen.check(GuiScreen.text(dialog, "beam_size").getText().isEmpty(), "and none empties them");
        GuiScreen.text(dialog, "beam_size").setText("20");
        GuiScreen.text(dialog, "scan_speed").setText("20");
        GuiScreen.text(dialog, "line_spacing").setText("1");
        GuiScreen.text(dialog, "repetition_rate").setText("20");
        GuiScreen.text(dialog, "conditions").setText("sample_layers=40");
        IJ.wait(500);
        screen.shot("simulate-dialog");
        screen.key(dialog, KeyEvent.VK_ENTER);
        GuiScreen.await("a step", () -> GuiScreen.status().equals("Simulate ablation: sample (Esc cancels)") ? GuiScreen.status() : null);
        cancel(sample, "Simulate ablation");
        GuiScreen.check(WindowManager.getImageCount() == before, "a cancelled simulation leaves nothing");
        sample.changes = false;
        sample.close();
    }

    /** Presses Esc in the window of an image. */
    private void cancel(ImagePlus image, String command) {
        long pressed = screen.key(image.getWindow(), KeyEvent.VK_ESCAPE);
        GuiScreen.await("the end", () -> GuiScreen.status().equals(command + ": cancelled") ? GuiScreen.status() : null);
        System.out.println(command + ", Esc to the end: " + (System.nanoTime() - pressed) / 1_000_000 + " ms");
        GuiScreen.await("the end of the progress bar", () -> GuiScreen.barIsShown() ? null : "gone");
    }
}
