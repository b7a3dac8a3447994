// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.ProgressBar;
import ij.plugin.frame.Recorder;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.File;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.swing.JFileChooser;

/**
 * What a user does in a real ImageJ on a display: menu, dialog, run, Esc, recorded macro. {@code gui.sh} starts it with
 * the property {@code plugins.dir} and a folder for screenshots.
 */
public final class GuiRun {
    private static final int PATIENCE_MS = 120_000;

    private final Robot robot = new Robot();
    private final File shots;

    private GuiRun(File shots) throws Exception {
        this.shots = shots;
        robot.setAutoDelay(40);
    }

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        try {
            new GuiRun(new File(arguments[0])).run();
            status = 0;
        } catch (Throwable failure) {
            failure.printStackTrace();
        }
        System.exit(status);
    }

    private void run() throws Exception {
        new ImageJ(ImageJ.STANDALONE).setLocation(20, 10);
        for (String command : new String[] {
            "Enhance LA map...", "Simulate ablation...", "Import LA maps...", "Import line scans...", "LA model info...",
            "LA map (simulated)"
        }) {
            check(Menus.getCommands().containsKey(command), "the menu has " + command);
        }
        IJ.run("LA map (simulated)");
        ImagePlus map = IJ.getImage();
        IJ.run(map, "Fire", "");
        IJ.run(map, "Set... ", "zoom=200");
        place(map, 20, 120);
        String line = enhanceByDialog(map);
        sameByMacro(map, line);
        escape(map);
        escapeSimulation();
        refuseColours();
        info();
        importLines();
    }

    private String enhanceByDialog(ImagePlus map) throws Exception {
        IJ.run("Record...");
        Recorder.getInstance().setLocation(20, 640);
        IJ.doCommand("Enhance LA map...");
        Window dialog = await("the dialog", () -> window("Enhance LA map (lamap"));
        dialog.setLocation(620, 10);
        texts(dialog)[3].setText("beam_size_um=5");
        texts(dialog)[4].setText("3");
        IJ.wait(800);
        shot("dialog");
        key(dialog, KeyEvent.VK_ENTER);
        await("the progress", () -> status().matches(".*(refine|check).*") ? status() : null);
        String working = status();
        System.out.println("status bar: " + working);
        check(working.matches("Enhance LA map: .+ \\(\\d/3\\), .+, (unet on .+|physics) \\(Esc cancels\\)"),
                "the status bar names element, stage and device");
        check(barIsShown(), "the progress bar is there");
        shot("progress");
        ImagePlus enhanced = await("the result", () -> WindowManager.getImage(map.getTitle() + "-enhanced"));
        await("the window of the result", () -> enhanced.getWindow() != null && enhanced.getWindow().isShowing() ? enhanced : null);
        IJ.wait(500);
        place(enhanced, 300, 120);
        IJ.wait(1000);
        Frame log = WindowManager.getFrame("Log");
        if (log != null) {
            log.setBounds(640, 690, 520, 160);
            System.out.println("log: " + IJ.getLog());
        }
        IJ.wait(500);
        shot("enhance");
        check(status().startsWith("Enhance LA map: done ("), "the status bar says done: " + status());
        check(!barIsShown(), "the progress bar is at its end");
        String text = Recorder.getInstance().getText();
        Recorder.getInstance().close();
        String line = Arrays.stream(text.split("\n")).filter(l -> l.contains("Enhance LA map...")).findFirst().orElse("");
        System.out.println("recorded: " + line);
        check(line.contains("magnification=3") && line.contains("conditions=beam_size_um=5"), "the recorder writes what was asked");
        return line;
    }

    private void sameByMacro(ImagePlus map, String line) {
        ImagePlus first = WindowManager.getImage(map.getTitle() + "-enhanced");
        first.setTitle("by dialog");
        IJ.selectWindow(map.getTitle());
        IJ.runMacro(line);
        ImagePlus second = await("the result of the macro", () -> WindowManager.getImage(map.getTitle() + "-enhanced"));
        for (int slice = 1; slice <= map.getStackSize(); slice++) {
            check(Arrays.equals((float[]) first.getStack().getPixels(slice), (float[]) second.getStack().getPixels(slice)),
                    "the recorded macro gives the same pixels in slice " + slice);
        }
        second.close();
        first.close();
    }

    private void escape(ImagePlus map) throws Exception {
        int before = WindowManager.getImageCount();
        IJ.selectWindow(map.getTitle());
        IJ.doCommand("Enhance LA map...");
        Window dialog = await("the dialog", () -> window("Enhance LA map (lamap"));
        texts(dialog)[4].setText("8");
        key(dialog, KeyEvent.VK_ENTER);
        await("a step", () -> status().contains("Esc cancels") ? status() : null);
        cancel(map, "Enhance LA map");
        shot("cancelled");
        check(WindowManager.getImageCount() == before, "nothing half-made is left");
    }

    private void escapeSimulation() throws Exception {
        ImagePlus sample = IJ.createImage("sample", "32-bit ramp", 1500, 1500, 1);
        sample.getCalibration().setUnit("um");
        sample.show();
        IJ.run(sample, "Set... ", "zoom=20");
        int before = WindowManager.getImageCount();
        IJ.doCommand("Simulate ablation...");
        Window dialog = await("the dialog", () -> window("Simulate ablation (lamap"));
        texts(dialog)[1].setText("beam_size_um=20 scan_speed_um_s=20 repetition_rate_hz=20 line_spacing_um=1 sample_layers=40");
        IJ.wait(500);
        shot("simulate-dialog");
        key(dialog, KeyEvent.VK_ENTER);
        await("a step", () -> status().equals("Simulate ablation: sample (Esc cancels)") ? status() : null);
        cancel(sample, "Simulate ablation");
        check(WindowManager.getImageCount() == before, "a cancelled simulation leaves nothing");
        sample.changes = false;
        sample.close();
    }

    /** Presses Esc in the window of an image. */
    private void cancel(ImagePlus image, String command) {
        long pressed = key(image.getWindow(), KeyEvent.VK_ESCAPE);
        await("the end", () -> status().equals(command + ": cancelled") ? status() : null);
        System.out.println(command + ", Esc to the end: " + (System.nanoTime() - pressed) / 1_000_000 + " ms");
        await("the end of the progress bar", () -> barIsShown() ? null : "gone");
    }

    /** From the menu to a map: two files, Open, OK; and a way back for who takes a recording for a map. */
    private void importLines() throws Exception {
        File folder = new File(shots, "line scans");
        folder.mkdirs();
        File signal = LineScene.signal(folder.toPath().resolve("the signal.csv")).toFile();
        File log = LineScene.log(folder.toPath().resolve("the log.csv")).toFile();
        IJ.run("Record...");
        IJ.doCommand("Import line scans...");
        Window asked = await("the choice of files", () -> window("Import line scans: "));
        JFileChooser files = (JFileChooser) part(asked, JFileChooser.class);
        EventQueue.invokeAndWait(() -> {
            files.setCurrentDirectory(folder);
            files.setSelectedFiles(new File[] {signal, log});
        });
        IJ.wait(500);
        shot("lines-chooser");
        EventQueue.invokeLater(() -> files.getUI().getDefaultButton(files).doClick());
        Window dialog = await("the dialog", () -> windowNamed("Import line scans"));
        check(texts(dialog)[0].getText().equals(signal.getPath()) && texts(dialog)[1].getText().equals(log.getPath()),
                "recording and log are known apart");
        texts(dialog)[3].setText("soon");
        key(dialog, KeyEvent.VK_ENTER);
        Window refusal = await("the refusal", () -> {
            Window shown = windowNamed("Import line scans");
            return shown instanceof MessageDialog ? shown : null;
        });
        shot("lines-refusal");
        key(refusal, KeyEvent.VK_ENTER);
        Window again = await("the dialog again", () -> {
            Window shown = windowNamed("Import line scans");
            return shown instanceof GenericDialog ? shown : null;
        });
        check(texts(again)[3].getText().equals("soon"), "what was typed is still there");
        texts(again)[3].setText("");
        again.setLocation(500, 20);
        IJ.wait(800);
        shot("lines-dialog");
        key(again, KeyEvent.VK_ENTER);
        ImagePlus map = await("the map", () -> WindowManager.getImage("the signal.csv"));
        IJ.run(map, "Set... ", "zoom=1000");
        IJ.wait(800);
        shot("lines");
        check(recorded().contains("run(\"Import line scans...\", \"path=["), "the recorder writes it once: " + recorded());
        map.close();
        goOnFromMaps(signal, log);
        Recorder.getInstance().close();
    }

    private void goOnFromMaps(File signal, File log) throws Exception {
        IJ.doCommand("Import LA maps...");
        Window maps = await("the dialog of maps", () -> windowNamed("Import LA maps"));
        texts(maps)[0].setText(signal.getPath());
        IJ.wait(500);
        shot("maps-dialog");
        key(maps, KeyEvent.VK_ENTER);
        Window lines = await("the dialog of line scans", () -> windowNamed("Import line scans"));
        texts(lines)[1].setText(log.getPath());
        IJ.wait(500);
        shot("lines-instead-of-map");
        key(lines, KeyEvent.VK_ENTER);
        ImagePlus map = await("the map", () -> WindowManager.getImage("the signal.csv"));
        IJ.wait(500);
        check(!recorded().contains("Import LA maps"), "what is recorded can be run: " + recorded());
        IJ.doCommand("Enhance LA map...");
        Window enhance = await("the dialog", () -> window("Enhance LA map (lamap"));
        check(texts(enhance)[3].getText().contains("scan_speed_um_s=20"), "an enhancement starts from the conditions");
        IJ.wait(500);
        shot("lines-enhance");
        key(enhance, KeyEvent.VK_ESCAPE);
        await("the end of the dialog", () -> enhance.isShowing() ? null : enhance);
        map.close();
    }

    private static String recorded() {
        return Recorder.getInstance().getText();
    }

    private static Component part(Container container, Class<?> kind) {
        for (Component part : container.getComponents()) {
            Component found = kind.isInstance(part) ? part : part instanceof Container ? part((Container) part, kind) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void refuseColours() throws Exception {
        ImagePlus picture = IJ.createImage("picture", "RGB", 20, 20, 1);
        picture.show();
        IJ.doCommand("Enhance LA map...");
        Window error = await("the error", () -> windowNamed("Enhance LA map"));
        IJ.wait(500);
        shot("error");
        key(error, KeyEvent.VK_ENTER);
        await("the end of the error", () -> error.isShowing() ? null : error);
        picture.changes = false;
        picture.close();
    }

    private void info() throws Exception {
        IJ.run("LA model info...");
        IJ.wait(1000);
        shot("info");
    }

    private static void place(ImagePlus image, int x, int y) {
        image.getWindow().setLocation(x, y);
    }

    private static String status() {
        return ImageJ.getStatusBarText();
    }

    /** ImageJ takes the bar away when it is at 1. */
    private static boolean barIsShown() {
        try {
            java.lang.reflect.Field shown = ProgressBar.class.getDeclaredField("showBar");
            shown.setAccessible(true);
            return shown.getBoolean(IJ.getInstance().getProgressBar());
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }

    private static TextField[] texts(Container container) {
        java.util.List<TextField> found = new java.util.ArrayList<>();
        for (Component part : container.getComponents()) {
            if (part instanceof TextField) {
                found.add((TextField) part);
            } else if (part instanceof Container) {
                found.addAll(Arrays.asList(texts((Container) part)));
            }
        }
        return found.toArray(new TextField[0]);
    }

    private static Window window(String start) {
        return Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && title(w).startsWith(start)).findFirst().orElse(null);
    }

    private static Window windowNamed(String title) {
        return Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && title(w).equals(title)).findFirst().orElse(null);
    }

    private static String title(Window window) {
        String title = window instanceof Frame ? ((Frame) window).getTitle()
                : window instanceof java.awt.Dialog ? ((java.awt.Dialog) window).getTitle() : "";
        return title == null ? "" : title;
    }

    /** Presses a key in a window; when. */
    private long key(Window window, int code) {
        await("the focus", () -> {
            if (!window.isFocused()) {
                window.toFront();
                Component owner = window.getMostRecentFocusOwner();
                (owner == null ? window : owner).requestFocus();
                IJ.wait(300);
            }
            return window.isFocused() ? window : null;
        });
        IJ.wait(300);
        long pressed = System.nanoTime();
        robot.keyPress(code);
        robot.keyRelease(code);
        return pressed;
    }

    private void shot(String name) throws Exception {
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        Rectangle windows = Arrays.stream(Window.getWindows()).filter(Window::isShowing).map(Window::getBounds)
                .reduce(Rectangle::union).orElse(screen);
        windows.grow(10, 10);
        ImageIO.write(robot.createScreenCapture(windows.intersection(screen)), "png", new File(shots, "fiji-" + name + ".png"));
    }

    private static <T> T await(String what, Supplier<T> found) {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (System.currentTimeMillis() < end) {
            T value = found.get();
            if (value != null) {
                return value;
            }
            IJ.wait(10);
        }
        throw new AssertionError(what + " does not come");
    }

    private static void check(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError("not so: " + claim);
        }
        System.out.println("ok: " + claim);
    }
}
