// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.io.File;

/** Signals over time where a map was to be read. */
final class LinesFound extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    LinesFound(File path) {
        super(path.getName() + " holds signals over time, not the pixels of a map: read it with " + LinesPlugIn.COMMAND);
    }
}
