// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Arrays;

/** Asks under which name an instrument is saved. */
final class InstrumentName {
    private static final String NOTE = "Saves preset, beam size, washout and conditions under a name. It is then listed beside the"
            + " presets, here, in napari and in Python. Such as: 193 nm laser, small cell";

    private InstrumentName() {}

    /** The name without blanks around it; null if the user changed his mind. */
    static String ask(String name) {
        FormDialog dialog = new FormDialog("My instrument", Arrays.asList(
                new Field(Field.Kind.MESSAGE, NOTE, ""), new Field(Field.Kind.LONG_TEXT, "Name", name)));
        return dialog.isConfirmed("") ? dialog.shown("name").trim() : null;
    }
}
