// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import ij.process.ImageProcessor;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** How many clicks and how much time lie between a fresh ImageJ and the first enhanced map of one's own, with its verdict. */
final class GuiClicks {
    private static final int MOST_CLICKS = 6;
    private static final double MOST_S = 120;
    /** What a person takes to find and click something, and to type into a field. */
    private static final double CLICK_S = 3;
    private static final double FIELD_S = 2;
    /** Plugins, LA-ICP-MS, and the command. */
    private static final int MENU = 3;

    private final GuiScreen screen;
    private int clicks;
    private int fields;

    GuiClicks(GuiScreen screen) {
        this.screen = screen;
    }

    /**
     * A text image that tells nothing but its values.
     *
     * @param startedMs when ImageJ began to start
     */
    void run(long startedMs) throws Exception {
        File table = new File(screen.shots, "Zn66.csv");
        IJ.run("LA map (simulated)");
        ImagePlus sample = IJ.getImage();
        Files.write(table.toPath(), text(sample.getStack().getProcessor(3)).getBytes(StandardCharsets.UTF_8));
        sample.changes = false;
        sample.close();
        Recorder recorder = new Recorder(false);
        clicks += MENU;
        IJ.doCommand("Enhance LA map...");
        Window chooser = GuiScreen.form("Enhance LA map: ");
        clicks++;
        GuiImport.choose(screen, chooser, "enhance-chooser", table);
        Window form = GuiScreen.form("Enhance LA map (lamap");
        type(form, "pixel_width", "5");
        type(form, "pixel_height", "5");
        IJ.wait(500);
        screen.shot("clicks-form");
        clicks++;
        GuiScreen.press(form, "Use counts");
        GuiScreen.await("the unit", () -> GuiScreen.choice(form, "unit").getSelectedItem().equals("counts") ? form : null);
        clicks++;
        screen.key(form, KeyEvent.VK_ENTER);
        Window verdict = GuiScreen.form("Verdict: ");
        double seconds = (System.currentTimeMillis() - startedMs) / 1000.0 + clicks * CLICK_S + fields * FIELD_S;
        System.out.printf("first enhanced map: %d clicks, %d fields, %.0f s%n", clicks, fields, seconds);
        IJ.wait(500);
        screen.shot("clicks-verdict");
        GuiScreen.check(clicks <= MOST_CLICKS && seconds <= MOST_S, "the first enhanced map takes " + clicks + " clicks");
        String recorded = Recorder.getInstance().getText();
        GuiScreen.check(recorded.contains("run(\"Import LA maps...\", \"path=") && recorded.contains("run(\"Enhance LA map...\""),
                "the recorder writes the import and the enhancement: " + recorded);
        recorder.close();
        verdict.dispose();
        for (String title : new String[] {"Zn66-enhanced", "Zn66.csv"}) {
            ImagePlus image = WindowManager.getImage(title);
            image.changes = false;
            image.close();
        }
    }

    private void type(Window form, String keyword, String text) {
        fields++;
        GuiScreen.text(form, keyword).setText(text);
    }

    private static String text(ImageProcessor map) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < map.getPixelCount(); i++) {
            text.append((int) map.getf(i)).append((i + 1) % map.getWidth() == 0 ? "\n" : ",");
        }
        return text.toString();
    }
}
