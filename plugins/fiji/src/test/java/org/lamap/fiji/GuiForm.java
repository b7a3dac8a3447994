// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.Component;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.KeyEvent;

/** What a user does with a map that says nothing of itself, first with errors, then under a name for the next time. */
final class GuiForm {
    private static final String NAME = "193 nm laser, small cell";
    /** Of the height of a screen, what a task bar may take. */
    private static final int TASK_BAR = 48;

    private final GuiScreen screen;

    GuiForm(GuiScreen screen) {
        this.screen = screen;
    }

    void run() throws Exception {
        ImagePlus map = Samples.unknownCounts();
        map.getCalibration().setUnit("pixel");
        map.show();
        IJ.run("Record...");
        IJ.doCommand("Enhance LA map...");
        Window fresh = GuiScreen.form("Enhance LA map (lamap");
        IJ.wait(500);
        screen.shot("form-fresh", fresh);
        GuiScreen.check(GuiScreen.found(fresh, GuiForm::tellsOfUnit) != null, "the dialog tells that the values look like counts");
        fits(fresh);
        GuiScreen.press(fresh, "Use counts");
        GuiScreen.text(fresh, "pixel_width").setText("7");
        GuiScreen.text(fresh, "beam_size").setText("2000");
        IJ.wait(500);
        GuiScreen.check(!GuiScreen.text(fresh, "dwell_time_s").isEnabled(), "counts need no dwell time");
        GuiScreen.check(GuiScreen.found(fresh, GuiForm::tellsOfUnit) == null, "and nothing is said of a unit that is stated");
        screen.key(fresh, KeyEvent.VK_ENTER);
        Window refusal = GuiScreen.message("Enhance LA map");
        IJ.wait(500);
        screen.shot("form-refusal", refusal);
        fits(refusal);
        screen.key(refusal, KeyEvent.VK_ENTER);
        Window again = GuiScreen.form("Enhance LA map (lamap");
        IJ.wait(500);
        screen.shot("form-again", again);
        GuiScreen.check(GuiScreen.choice(again, "unit").getSelectedItem().equals("counts")
                && GuiScreen.text(again, "pixel_width").getText().equals("7"), "what was typed is still there");
        GuiScreen.text(again, "pixel_height").setText("7");
        GuiScreen.text(again, "beam_size").setText("10");
        GuiScreen.text(again, "washout").setText("none");
        saveInstrument(again);
        advanced(again);
        screen.key(again, KeyEvent.VK_ENTER);
        ImagePlus enhanced = GuiScreen.await("the result", () -> WindowManager.getImage("unknown-enhanced"));
        Window verdict = GuiScreen.form("Verdict: ");
        IJ.wait(500);
        screen.shot("form-verdict");
        verdict.dispose();
        String line = GuiScreen.recorded();
        GuiScreen.check(line.contains("unit=counts") && line.contains("preset=[" + NAME + "]") && line.contains("threads=1")
                && line.split("beam_size=").length == 2, "the last answers are recorded once, advanced ones too: " + line);
        Recorder.getInstance().close();
        GuiScreen.check(enhanced.getWidth() == 160, "the pixels are half as wide");
        WindowManager.getImage("unknown-sd").close();
        enhanced.close();
        remembered();
        scaled();
        map.changes = false;
        map.close();
        doubted();
    }

    /** Verdicts that are not green: of values without a unit, and of a beam that is stated far too large. */
    private void doubted() throws Exception {
        ImagePlus roots = Samples.unknownCounts();
        roots.getProcessor().sqrt();
        verdict(roots, "roots", "", "", "amber");
        ImagePlus counts = Samples.stack();
        counts.getCalibration().pixelHeight = 7;
        verdict(counts, "cells", "90", "0.5", "red");
    }

    private void verdict(ImagePlus map, String title, String beam, String washout, String level) throws Exception {
        map.setTitle(title);
        map.show();
        IJ.doCommand("Enhance LA map...");
        Window form = GuiScreen.form("Enhance LA map (lamap");
        GuiScreen.text(form, "beam_size").setText(beam);
        GuiScreen.text(form, "washout").setText(washout);
        screen.key(form, KeyEvent.VK_ENTER);
        ImagePlus enhanced = GuiScreen.await("the result", () -> WindowManager.getImage(title + "-enhanced"));
        Window verdict = GuiScreen.form("Verdict: ");
        IJ.wait(500);
        screen.shot("verdict-" + level, verdict);
        GuiScreen.check(GuiScreen.status().endsWith(", " + level), "the verdict is " + level + ": " + GuiScreen.status());
        verdict.dispose();
        WindowManager.getImage(title + "-sd").close();
        enhanced.close();
        map.changes = false;
        map.close();
    }

    /** First under a name that cannot be one; speed and time are asked for by the short form alone. */
    private void saveInstrument(Window form) throws Exception {
        GuiScreen.press(form, "My instrument...");
        Window first = GuiScreen.form("My instrument");
        GuiScreen.check(GuiScreen.text(first, "beam_size").getText().equals("10")
                && GuiScreen.text(first, "washout").getText().equals("none"), "the short form starts with what the dialog states");
        GuiScreen.text(first, "name").setText("193 nm: small cell");
        GuiScreen.text(first, "scan_speed").setText("70");
        GuiScreen.text(first, "acquisition_time").setText("0.1");
        screen.key(first, KeyEvent.VK_ENTER);
        Window refusal = GuiScreen.message("My instrument");
        IJ.wait(500);
        screen.key(refusal, KeyEvent.VK_ENTER);
        Window again = GuiScreen.form("My instrument");
        GuiScreen.check(GuiScreen.text(again, "scan_speed").getText().equals("70"), "what was typed in the short form is still there");
        GuiScreen.text(again, "name").setText(NAME);
        IJ.wait(500);
        screen.shot("form-instrument");
        screen.key(again, KeyEvent.VK_ENTER);
        GuiScreen.await("the name", () -> GuiScreen.choice(form, "preset").getSelectedItem().equals(NAME) ? NAME : null);
        GuiScreen.check(GuiScreen.text(form, "washout").getText().equals("none"), "the instrument keeps that there is no washout");
        GuiScreen.check(GuiInstrument.saved(NAME).contains("scan_speed_um_s = 70"), "and the scan speed");
    }

    private void advanced(Window form) throws Exception {
        GuiScreen.press(form, "Advanced...");
        Window others = GuiScreen.form("Advanced");
        IJ.wait(500);
        screen.shot("form-advanced", others);
        fits(others);
        GuiScreen.text(others, "threads").setText("1");
        screen.key(others, KeyEvent.VK_ENTER);
        GuiScreen.await("the end of it", () -> others.isShowing() ? null : others);
        GuiScreen.text(form, "magnification").setText("2");
    }

    /** The next dialog starts with the instrument and the settings of the last one, but not with what belonged to its image. */
    private void remembered() throws Exception {
        IJ.doCommand("Enhance LA map...");
        Window next = GuiScreen.form("Enhance LA map (lamap");
        IJ.wait(500);
        screen.shot("form-remembered");
        GuiScreen.check(GuiScreen.choice(next, "preset").getSelectedItem().equals(NAME)
                && GuiScreen.text(next, "beam_size").getText().equals("10")
                && GuiScreen.text(next, "magnification").getText().equals("2"), "instrument and settings are remembered");
        GuiScreen.check(GuiScreen.choice(next, "unit").getSelectedItem().equals(EnhanceForm.OF_IMAGE)
                && GuiScreen.text(next, "pixel_width").getText().isEmpty(), "unit and pixel belong to the image");
        GuiScreen.choose(GuiScreen.choice(next, "preset"), "seed-2019");
        GuiScreen.check(GuiScreen.text(next, "beam_size").getText().equals("5"), "a preset shows its beam");
        screen.key(next, KeyEvent.VK_ESCAPE);
        GuiScreen.await("the end of the dialog", () -> next.isShowing() ? null : next);
    }

    /** On screens of many pixels users make all of ImageJ larger. */
    private void scaled() throws Exception {
        Prefs.setGuiScale(1.5);
        IJ.doCommand("Enhance LA map...");
        Window large = GuiScreen.form("Enhance LA map (lamap");
        IJ.wait(500);
        screen.shot("form-scaled");
        fits(large);
        screen.key(large, KeyEvent.VK_ESCAPE);
        GuiScreen.await("the end of the dialog", () -> large.isShowing() ? null : large);
        Prefs.setGuiScale(1);
    }

    private static boolean tellsOfUnit(Component part) {
        return EnhanceForm.UNIT_HINT.equals(part.getName()) && part.isVisible();
    }

    private static void fits(Window window) {
        int height = Toolkit.getDefaultToolkit().getScreenSize().height - TASK_BAR;
        GuiScreen.check(window.getHeight() <= height && window.getWidth() <= Toolkit.getDefaultToolkit().getScreenSize().width,
                "it fits the screen: " + window.getWidth() + " x " + window.getHeight());
    }
}
