// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;

/** Titles of results, from the title of the image they come from. */
final class Titles {
    private Titles() {}

    /** The title without the ending of a file name. */
    static String stem(ImagePlus image) {
        String title = image.getTitle();
        int dot = title.lastIndexOf('.');
        return dot > 0 ? title.substring(0, dot) : title;
    }
}
