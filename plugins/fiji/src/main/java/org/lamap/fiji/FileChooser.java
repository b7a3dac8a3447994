// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import java.awt.Button;
import java.awt.TextField;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.dnd.DnDConstants;
import java.awt.dnd.DropTarget;
import java.awt.dnd.DropTargetAdapter;
import java.awt.dnd.DropTargetDropEvent;
import java.io.IOException;
import java.util.List;

/** Ways to fill in a path without typing it: a button, and files that are dropped on the field. */
final class FileChooser {
    private FileChooser() {}

    /** The button for a field, onto which files can be dropped from then on. */
    static Button button(TextField field, boolean isWritten) {
        new DropTarget(field, new DropTargetAdapter() {
            @Override
            public void drop(DropTargetDropEvent event) {
                event.acceptDrop(DnDConstants.ACTION_COPY);
                event.dropComplete(take(event, field));
            }
        });
        Button browse = new Button("Browse");
        browse.addActionListener(pressed -> {
            String path = isWritten ? PathChooser.askNew() : IJ.getFilePath("Select a file");
            if (path != null) {
                show(field, path);
            }
        });
        return browse;
    }

    private static boolean take(DropTargetDropEvent event, TextField field) {
        try {
            List<?> files = (List<?>) event.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
            if (!files.isEmpty()) {
                show(field, files.get(0).toString());
            }
            return true;
        } catch (IOException | UnsupportedFlavorException noFile) {
            return false;
        }
    }

    /** Of a long path the name of the file is seen. */
    private static void show(TextField field, String path) {
        field.setText(path);
        field.setCaretPosition(path.length());
    }
}
