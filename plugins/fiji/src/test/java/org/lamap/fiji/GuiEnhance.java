// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.File;
import java.nio.file.Files;
import java.util.Arrays;
import javax.swing.JToggleButton;

/** What a user does to enhance a map that states everything, and to trust the result. */
final class GuiEnhance {
    private final GuiScreen screen;

    GuiEnhance(GuiScreen screen) {
        this.screen = screen;
    }

    /** The line that was recorded. */
    String byDialog(ImagePlus map) throws Exception {
        IJ.run("Record...");
        Recorder.getInstance().setLocation(20, 580);
        IJ.doCommand("Enhance LA map...");
        Window dialog = GuiScreen.form("Enhance LA map (lamap");
        dialog.setLocation(560, 10);
        GuiScreen.check(GuiScreen.text(dialog, "beam_size").getText().equals("5"), "the dialog knows the beam of the map");
        GuiScreen.text(dialog, "magnification").setText("3");
        ((java.awt.Checkbox) GuiScreen.found(dialog, part -> "uncertainty".equals(part.getName()))).setState(true);
        IJ.wait(800);
        screen.shot("dialog");
        screen.key(dialog, KeyEvent.VK_ENTER);
        GuiScreen.await("the progress", () -> GuiScreen.status().matches(".*(refine|check).*") ? GuiScreen.status() : null);
        String working = GuiScreen.status();
        System.out.println("status bar: " + working);
        GuiScreen.check(working.matches("Enhance LA map: .+ \\(\\d/3\\), .+, (unet on .+|physics) \\(Esc cancels\\)"),
                "the status bar names element, stage and device");
        GuiScreen.check(GuiScreen.barIsShown(), "the progress bar is there");
        screen.shot("progress");
        ImagePlus enhanced = GuiScreen.await("the result", () -> WindowManager.getImage(map.getTitle() + "-enhanced"));
        GuiScreen.await("the window of the result",
                () -> enhanced.getWindow() != null && enhanced.getWindow().isShowing() ? enhanced : null);
        IJ.wait(500);
        GuiScreen.place(enhanced, 300, 120);
        GuiScreen.place(WindowManager.getImage(map.getTitle() + "-sd"), 640, 330);
        Window verdict = GuiScreen.form("Verdict: " + enhanced.getTitle());
        verdict.setLocation(640, 120);
        IJ.wait(1000);
        screen.shot("enhance");
        GuiScreen.check(GuiScreen.status().startsWith("Enhance LA map: done ("), "the status bar says done: " + GuiScreen.status());
        GuiScreen.check(!GuiScreen.barIsShown(), "the progress bar is at its end");
        readNumbers(verdict);
        figure(map, enhanced);
        refuseAgain(enhanced);
        String text = GuiScreen.recorded();
        Recorder.getInstance().close();
        String line = Arrays.stream(text.split("\n")).filter(l -> l.contains("Enhance LA map...")).findFirst().orElse("");
        System.out.println("recorded: " + line);
        GuiScreen.check(line.contains("magnification=3") && line.contains("beam_size=5"), "the recorder writes what was asked");
        return line;
    }

    private void figure(ImagePlus map, ImagePlus enhanced) throws Exception {
        IJ.selectWindow(enhanced.getTitle());
        IJ.doCommand("LA map figure...");
        Window form = GuiScreen.form("LA map figure");
        GuiScreen.check(GuiScreen.choice(form, "measured").getSelectedItem().equals(map.getTitle())
                && GuiScreen.choice(form, "deviation").getSelectedItem().equals(map.getTitle() + "-sd"), "the images are found");
        GuiScreen.text(form, "width").setText("380");
        File pdf = new File(System.getProperty("java.io.tmpdir"), "P31.pdf");
        Files.write(pdf.toPath(), new byte[] {1});
        GuiScreen.text(form, "save_as").setText(pdf.getPath());
        IJ.wait(500);
        screen.shot("figure-dialog", form);
        screen.key(form, KeyEvent.VK_ENTER);
        Window question = GuiScreen.question("LA map figure");
        IJ.wait(500);
        screen.shot("figure-replace", question);
        GuiScreen.press(question, "Keep");
        Window again = GuiScreen.form("LA map figure");
        GuiScreen.check(Files.size(pdf.toPath()) == 1 && GuiScreen.text(again, "width").getText().equals("380"),
                "the file is kept, and the form is back");
        screen.key(again, KeyEvent.VK_ENTER);
        GuiScreen.press(GuiScreen.question("LA map figure"), "Replace");
        ImagePlus figure = GuiScreen.await("the figure", () -> WindowManager.getImage(map.getTitle() + "-P31-figure"));
        IJ.wait(500);
        javax.imageio.ImageIO.write(figure.getBufferedImage(), "png", new File(screen.shots, "fiji-figure.png"));
        GuiScreen.check(new PdfPage(Files.readAllBytes(pdf.toPath())).pictures().size() == 6, "the figure is a PDF too");
        figure.changes = false;
        figure.close();
    }

    private void readNumbers(Window verdict) throws Exception {
        JToggleButton numbers = (JToggleButton) GuiScreen.part(verdict, JToggleButton.class);
        java.awt.EventQueue.invokeAndWait(numbers::doClick);
        IJ.wait(500);
        screen.shot("report");
        verdict.dispose();
    }

    /** What is enhanced already is recognised before anything is asked. */
    private void refuseAgain(ImagePlus enhanced) throws Exception {
        IJ.selectWindow(enhanced.getTitle());
        IJ.doCommand("Enhance LA map...");
        Window refusal = GuiScreen.message("Enhance LA map");
        IJ.wait(500);
        screen.shot("enhanced-again");
        screen.key(refusal, KeyEvent.VK_ENTER);
        GuiScreen.await("the end of the refusal", () -> refusal.isShowing() ? null : refusal);
    }

    void sameByMacro(ImagePlus map, String line) {
        ImagePlus first = WindowManager.getImage(map.getTitle() + "-enhanced");
        IJ.selectWindow(map.getTitle());
        IJ.runMacro(line);
        ImagePlus second =
                GuiScreen.await("a title of its own", () -> WindowManager.getImage(map.getTitle() + "-enhanced-2"));
        for (int slice = 1; slice <= map.getStackSize(); slice++) {
            GuiScreen.check(Arrays.equals((float[]) first.getStack().getPixels(slice), (float[]) second.getStack().getPixels(slice)),
                    "the recorded macro gives the same pixels in slice " + slice);
        }
        second.close();
        first.close();
        WindowManager.getImage(map.getTitle() + "-sd").close();
        WindowManager.getImage(map.getTitle() + "-sd-2").close();
    }

    /** The window of the measured map is closed meanwhile. */
    void sourceClosed(ImagePlus map) {
        IJ.selectWindow(map.getTitle());
        IJ.doCommand("Enhance LA map...");
        Window dialog = GuiScreen.form("Enhance LA map (lamap");
        screen.key(dialog, KeyEvent.VK_ENTER);
        GuiScreen.await("a step", () -> GuiScreen.status().contains("Esc cancels") ? GuiScreen.status() : null);
        map.changes = false;
        map.close();
        ImagePlus enhanced = GuiScreen.await("the result", () -> WindowManager.getImage(map.getTitle() + "-enhanced"));
        GuiScreen.check(enhanced.getStackSize() == 3 && enhanced.getCalibration().getValueUnit().equals("counts"),
                "the result is whole though its source was closed");
        GuiScreen.form("Verdict: ").dispose();
        WindowManager.getImage(map.getTitle() + "-sd").close(); // the uncertainty was remembered
        enhanced.close();
    }
}
