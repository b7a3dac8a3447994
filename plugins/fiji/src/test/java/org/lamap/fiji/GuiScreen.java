// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.gui.MessageDialog;
import ij.gui.ProgressBar;
import ij.gui.YesNoCancelDialog;
import ij.plugin.frame.Recorder;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.ItemEvent;
import java.awt.event.KeyEvent;
import java.io.File;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** The display as a user sees and uses it: windows, fields, keys, screenshots. */
final class GuiScreen {
    private static final int PATIENCE_MS = 120_000;

    final Robot robot;
    final File shots;

    GuiScreen(File shots) throws Exception {
        this.shots = shots;
        robot = new Robot();
        robot.setAutoDelay(40);
    }

    static String recorded() {
        return Recorder.getInstance().getText();
    }

    /** The field of a form with this keyword. */
    static TextField text(Container window, String keyword) {
        return (TextField) found(window, part -> keyword.equals(part.getName()));
    }

    static Choice choice(Container window, String keyword) {
        return (Choice) found(window, part -> keyword.equals(part.getName()));
    }

    /** Chooses a word as a user does: listeners hear of it. */
    static void choose(Choice choice, String word) {
        choice.select(word);
        for (java.awt.event.ItemListener listener : choice.getItemListeners()) {
            listener.itemStateChanged(new ItemEvent(choice, ItemEvent.ITEM_STATE_CHANGED, word, ItemEvent.SELECTED));
        }
    }

    /** Presses a button without waiting for what it opens. */
    static void press(Container window, String label) {
        Button button = (Button) found(window, part -> part instanceof Button && ((Button) part).getLabel().trim().equals(label));
        EventQueue.invokeLater(() -> {
            for (java.awt.event.ActionListener listener : button.getActionListeners()) {
                listener.actionPerformed(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, label));
            }
        });
    }

    static Component part(Container container, Class<?> kind) {
        return found(container, kind::isInstance);
    }

    static Component found(Container container, Predicate<Component> wanted) {
        for (Component part : container.getComponents()) {
            Component found = wanted.test(part) ? part
                    : part instanceof Container ? found((Container) part, wanted) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The message of ImageJ with a title. */
    static Window message(String title) {
        return await("the message", () -> Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && w instanceof MessageDialog && title(w).equals(title)).findFirst().orElse(null));
    }

    /** A question that buttons answer. */
    static Window question(String title) {
        return await("the question", () -> Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && w instanceof YesNoCancelDialog && title(w).equals(title)).findFirst().orElse(null));
    }

    /** A window that is neither a message nor such a question. */
    static Window form(String start) {
        return await("the dialog " + start, () -> Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && !(w instanceof MessageDialog) && !(w instanceof YesNoCancelDialog)
                        && title(w).startsWith(start)).findFirst().orElse(null));
    }

    static void place(ImagePlus image, int x, int y) {
        image.getWindow().setLocation(x, y);
    }

    static String status() {
        return ImageJ.getStatusBarText();
    }

    /** ImageJ takes the bar away when it is at 1. */
    static boolean barIsShown() {
        try {
            java.lang.reflect.Field shown = ProgressBar.class.getDeclaredField("showBar");
            shown.setAccessible(true);
            return shown.getBoolean(IJ.getInstance().getProgressBar());
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }

    static TextField[] texts(Container container) {
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

    static Window window(String start) {
        return Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && title(w).startsWith(start)).findFirst().orElse(null);
    }

    static Window windowNamed(String title) {
        return Arrays.stream(Window.getWindows())
                .filter(w -> w.isShowing() && title(w).equals(title)).findFirst().orElse(null);
    }

    static String title(Window window) {
        String title = window instanceof Frame ? ((Frame) window).getTitle()
                : window instanceof java.awt.Dialog ? ((java.awt.Dialog) window).getTitle() : "";
        return title == null ? "" : title;
    }

    /** Presses a key in a window; when. */
    long key(Window window, int code) {
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

    void shot(String name) throws Exception {
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        Rectangle windows = Arrays.stream(Window.getWindows()).filter(Window::isShowing).map(Window::getBounds)
                .reduce(Rectangle::union).orElse(screen);
        windows.grow(10, 10);
        write(name, windows.intersection(screen));
    }

    /** A picture of one window, for the pages of the documentation. */
    void shot(String name, Window window) throws Exception {
        write(name, window.getBounds());
    }

    private void write(String name, Rectangle place) throws Exception {
        ImageIO.write(robot.createScreenCapture(place), "png", new File(shots, "fiji-" + name + ".png"));
    }

    static <T> T await(String what, Supplier<T> found) {
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

    static void check(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError("not so: " + claim);
        }
        System.out.println("ok: " + claim);
    }
}
