// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.Checkbox;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.util.Arrays;
import javax.swing.JToggleButton;

/** What a user does with two passes over one sample. */
final class GuiPasses {
    private static final String COMMAND = "Enhance LA passes...";

    private final GuiScreen screen;

    GuiPasses(GuiScreen screen) {
        this.screen = screen;
    }

    void run() throws Exception {
        map("pass2", 420).getCalibration().yOrigin = -0.5; // half a pixel below
        map("pass1", 20);
        IJ.run("Record...");
        Recorder.getInstance().setLocation(20, 580);
        IJ.doCommand(COMMAND);
        Window dialog = GuiScreen.form("Enhance LA passes (lamap");
        dialog.setLocation(560, 10);
        GuiScreen.check(GuiScreen.choice(dialog, "pass_1").getSelectedItem().equals("pass1")
                && GuiScreen.choice(dialog, "pass_2").getSelectedItem().equals("pass2"), "the open maps are the passes");
        GuiScreen.check(GuiScreen.text(dialog, "x_2").getText().equals("0") && GuiScreen.text(dialog, "y_2").getText().equals("2.5"),
                "the dialog knows where the second one begins");
        GuiScreen.check(!GuiScreen.text(dialog, "x_3").isEnabled(), "a third one is not asked about");
        Checkbox turned = (Checkbox) GuiScreen.found(dialog, part -> "turned_2".equals(part.getName()));
        GuiScreen.check(!turned.getState(), "square pixels do not tell a turn");
        GuiScreen.text(dialog, "magnification").setText("2");
        IJ.wait(800);
        screen.shot("passes-dialog", dialog);
        screen.key(dialog, KeyEvent.VK_ENTER);
        ImagePlus enhanced = GuiScreen.await("the result", () -> WindowManager.getImage("pass1-enhanced"));
        Window verdict = GuiScreen.form("Verdict: pass1-enhanced");
        JToggleButton numbers = (JToggleButton) GuiScreen.part(verdict, JToggleButton.class);
        java.awt.EventQueue.invokeAndWait(numbers::doClick);
        IJ.wait(800);
        screen.shot("passes-report");
        verdict.dispose();
        String line = Arrays.stream(GuiScreen.recorded().split("\n")).filter(l -> l.contains(COMMAND)).findFirst().orElse("");
        System.out.println("recorded: " + line);
        Recorder.getInstance().close();
        GuiScreen.check(line.contains("pass_1=pass1 pass_2=pass2 x_2=0 y_2=2.5"), "the recorder writes the passes");
        sameByMacro(enhanced, line);
        for (String title : WindowManager.getImageTitles()) {
            if (title.startsWith("pass1") || title.equals("pass2")) { // the uncertainty too, where it was remembered
                ImagePlus image = WindowManager.getImage(title);
                image.changes = false;
                image.close();
            }
        }
    }

    private static ImagePlus map(String title, int x) {
        IJ.run("LA map (simulated)");
        ImagePlus map = IJ.getImage();
        map.setTitle(title);
        GuiScreen.place(map, x, 120);
        return map;
    }

    private void sameByMacro(ImagePlus enhanced, String line) {
        IJ.selectWindow("pass1");
        IJ.runMacro(line);
        ImagePlus again = GuiScreen.await("the result of the macro", () -> WindowManager.getImage("pass1-enhanced-2"));
        for (int slice = 1; slice <= enhanced.getStackSize(); slice++) {
            GuiScreen.check(Arrays.equals((float[]) enhanced.getStack().getPixels(slice), (float[]) again.getStack().getPixels(slice)),
                    "the recorded macro gives the same pixels in slice " + slice);
        }
    }
}
