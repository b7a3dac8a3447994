// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.plugin.frame.Recorder;
import java.awt.EventQueue;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.File;
import javax.swing.JFileChooser;

/** What a user does to import line scans. */
final class GuiImport {
    private final GuiScreen screen;

    GuiImport(GuiScreen screen) {
        this.screen = screen;
    }

    /** From the menu to a map: two files, Open, OK; and a way back for who takes a recording for a map. */
    void run() throws Exception {
        File folder = new File(System.getProperty("java.io.tmpdir"), "line scans");
        folder.mkdirs();
        File signal = LineScene.signal(folder.toPath().resolve("the signal.csv")).toFile();
        File log = LineScene.log(folder.toPath().resolve("the log.csv")).toFile();
        IJ.run("Record...");
        IJ.doCommand("Import line scans...");
        Window asked = GuiScreen.await("the choice of files", () -> GuiScreen.window("Import line scans: "));
        choose(asked, signal, log);
        Window dialog = GuiScreen.await("the dialog", () -> GuiScreen.windowNamed("Import line scans"));
        GuiScreen.check(GuiScreen.texts(dialog)[0].getText().equals(signal.getPath()) && GuiScreen.texts(dialog)[1].getText().equals(log.getPath()),
                "recording and log are known apart");
        GuiScreen.texts(dialog)[3].setText("soon");
        screen.key(dialog, KeyEvent.VK_ENTER);
        Window refusal = GuiScreen.await("the refusal", () -> {
            Window shown = GuiScreen.windowNamed("Import line scans");
            return shown instanceof MessageDialog ? shown : null;
        });
        IJ.wait(500);
        screen.shot("lines-refusal");
        screen.key(refusal, KeyEvent.VK_ENTER);
        Window again = GuiScreen.await("the dialog again", () -> {
            Window shown = GuiScreen.windowNamed("Import line scans");
            return shown instanceof GenericDialog ? shown : null;
        });
        GuiScreen.check(GuiScreen.texts(again)[3].getText().equals("soon"), "what was typed is still there");
        GuiScreen.texts(again)[3].setText("");
        again.setLocation(500, 20);
        IJ.wait(800);
        screen.shot("lines-dialog", again);
        screen.key(again, KeyEvent.VK_ENTER);
        ImagePlus map = GuiScreen.await("the map", () -> WindowManager.getImage("the signal.csv"));
        IJ.run(map, "Set... ", "zoom=1000");
        IJ.wait(800);
        screen.shot("lines");
        GuiScreen.check(GuiScreen.recorded().contains("run(\"Import line scans...\", \"path=["), "the recorder writes it once: " + GuiScreen.recorded());
        map.close();
        goOnFromMaps(signal, log);
        Recorder.getInstance().close();
    }

    private void choose(Window chooser, File... chosen) throws Exception {
        choose(screen, chooser, chosen.length == 1 ? "maps-chooser" : "lines-chooser", chosen);
    }

    static void choose(GuiScreen screen, Window chooser, String shot, File... chosen) throws Exception {
        JFileChooser files = (JFileChooser) GuiScreen.part(chooser, JFileChooser.class);
        EventQueue.invokeAndWait(() -> {
            files.setCurrentDirectory(chosen[0].getParentFile());
            if (chosen.length == 1) {
                files.setSelectedFile(chosen[0]);
            } else {
                files.setSelectedFiles(chosen);
            }
        });
        IJ.wait(500);
        screen.shot(shot);
        EventQueue.invokeLater(() -> files.getUI().getDefaultButton(files).doClick());
    }

    private void goOnFromMaps(File signal, File log) throws Exception {
        IJ.doCommand("Import LA maps...");
        choose(GuiScreen.await("the choice of a file", () -> GuiScreen.window("Import LA maps: ")), signal);
        Window maps = GuiScreen.await("the dialog of maps", () -> GuiScreen.windowNamed("Import LA maps"));
        IJ.wait(500);
        screen.shot("maps-dialog", maps);
        screen.key(maps, KeyEvent.VK_ENTER);
        Window lines = GuiScreen.await("the dialog of line scans", () -> GuiScreen.windowNamed("Import line scans"));
        GuiScreen.texts(lines)[1].setText(log.getPath());
        IJ.wait(500);
        screen.shot("lines-instead-of-map");
        screen.key(lines, KeyEvent.VK_ENTER);
        ImagePlus map = GuiScreen.await("the map", () -> WindowManager.getImage("the signal.csv"));
        IJ.wait(500);
        GuiScreen.check(!GuiScreen.recorded().contains("Import LA maps"), "what is recorded can be run: " + GuiScreen.recorded());
        IJ.doCommand("Enhance LA map...");
        Window enhance = GuiScreen.await("the dialog", () -> GuiScreen.window("Enhance LA map (lamap"));
        GuiScreen.check(GuiScreen.text(enhance, "conditions").getText().contains("scan_speed_um_s=20"), "an enhancement starts from the conditions");
        IJ.wait(500);
        screen.shot("lines-enhance");
        screen.key(enhance, KeyEvent.VK_ESCAPE);
        GuiScreen.await("the end of the dialog", () -> enhance.isShowing() ? null : enhance);
        map.close();
    }
}
