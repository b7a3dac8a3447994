// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.io.OpenDialog;
import java.awt.EventQueue;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import javax.swing.JFileChooser;

/** Lets the user choose files or a folder, starting where ImageJ opened the last one. */
final class PathChooser {
    private PathChooser() {}

    /**
     * Asks.
     *
     * @param title of the window
     * @param isMany whether several may be chosen
     * @return what was chosen; null if the user cancelled
     */
    static File[] ask(String title, boolean isMany) {
        JFileChooser chooser = new JFileChooser(OpenDialog.getDefaultDirectory());
        chooser.setDialogTitle(title);
        chooser.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
        chooser.setMultiSelectionEnabled(isMany);
        int[] outcome = {JFileChooser.CANCEL_OPTION};
        try {
            EventQueue.invokeAndWait(() -> outcome[0] = chooser.showOpenDialog(IJ.getInstance()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException failure) {
            throw new IllegalStateException(failure.getCause());
        }
        if (outcome[0] != JFileChooser.APPROVE_OPTION) {
            return null;
        }
        OpenDialog.setDefaultDirectory(chooser.getCurrentDirectory().getPath());
        return isMany ? chooser.getSelectedFiles() : new File[] {chooser.getSelectedFile()};
    }

    /**
     * Asks, in the thread of the windows, for the name of a file that is to be written.
     *
     * @return its path; null if the user cancelled
     */
    static String askNew() {
        JFileChooser chooser = new JFileChooser(OpenDialog.getDefaultDirectory());
        if (chooser.showSaveDialog(IJ.getInstance()) != JFileChooser.APPROVE_OPTION) {
            return null;
        }
        File file = chooser.getSelectedFile();
        OpenDialog.setDefaultDirectory(chooser.getCurrentDirectory().getPath());
        return file.getPath();
    }
}
