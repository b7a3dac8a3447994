// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import org.lamap.Report;

/** Recognises images that an enhancement made, also when they come back from a file. */
final class AlreadyEnhanced {
    private AlreadyEnhanced() {}

    /** The report of the enhancement that made an image; null where it was not enhanced. */
    static Report reportOf(ImagePlus image) {
        for (String text : new String[] {image.getProp("lamap"), image.getInfoProperty()}) {
            Report report = text == null ? null : Report.in(text);
            if (report != null) {
                return report;
            }
        }
        return null;
    }

    /**
     * Refuses what an enhancement made.
     *
     * @throws IllegalArgumentException if the image was made by one
     */
    static void refuse(ImagePlus image) {
        if (reportOf(image) != null) {
            String source = image.getProp("lamap source");
            throw new IllegalArgumentException(image.getTitle() + " is enhanced already: choose the measured map"
                    + (source == null ? " it was made of" : ", " + source));
        }
    }
}
