// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;

/** An image at work: ImageJ neither empties it when its window is closed nor lets other commands change it meanwhile. */
final class HeldImage implements AutoCloseable {
    private final ImagePlus image;
    private final boolean isLocked;

    HeldImage(ImagePlus image) {
        this.image = image;
        isLocked = image.lockSilently(); // counts, where this thread holds it already
    }

    @Override
    public void close() {
        if (isLocked) {
            image.unlock();
        }
    }
}
