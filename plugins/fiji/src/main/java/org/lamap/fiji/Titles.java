// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.Arrays;
import java.util.List;

/** Titles of results, from the title of the image they come from. */
final class Titles {
    private Titles() {}

    /** Shows a result under a title that no other window has. */
    static void show(ImagePlus result) {
        result.setTitle(unique(result.getTitle(), WindowManager.getImageTitles()));
        result.show();
    }

    /** The title, or the first of title-2, title-3, ... that is not taken; a number goes before the ending of a file. */
    static String unique(String title, String... taken) {
        List<String> others = Arrays.asList(taken);
        String stem = stem(title);
        String free = title;
        for (int number = 2; others.contains(free); number++) {
            free = stem + "-" + number + title.substring(stem.length());
        }
        return free;
    }

    /** The title without the ending of a file name. */
    static String stem(String title) {
        int dot = title.lastIndexOf('.');
        return dot > 0 ? title.substring(0, dot) : title;
    }
}
