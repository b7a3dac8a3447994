// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import org.scijava.Cancelable;
import org.scijava.app.StatusService;

/** Shows steps in the status bar of SciJava and asks the command whether it was cancelled. */
final class StatusWatch implements Watch {
    private static final int STEPS = 1000;

    private final StatusService status;
    private final String title;
    private final Cancelable command;

    StatusWatch(StatusService status, String title, Cancelable command) {
        this.status = status;
        this.title = title;
        this.command = command;
    }

    @Override
    public boolean step(double fraction, String what) {
        status.showStatus((int) Math.round(STEPS * fraction), STEPS, title + ": " + what);
        return !command.isCanceled();
    }
}
