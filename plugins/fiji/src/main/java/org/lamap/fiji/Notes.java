// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What was found, chosen or left out when a map was read; the image keeps it. */
final class Notes {
    private static final String PROPERTY = "lamap notes";

    private Notes() {}

    static void keep(ImagePlus image, List<String> notes) {
        if (!notes.isEmpty()) {
            image.setProp(PROPERTY, String.join("\n", notes));
        }
    }

    static List<String> of(ImagePlus image) {
        String notes = image.getProp(PROPERTY);
        return notes == null ? Collections.<String>emptyList() : Arrays.asList(notes.split("\n"));
    }

    static void log(String title, ImagePlus image) {
        for (String note : of(image)) {
            Sentences.log(title + ", " + image.getTitle() + ": " + note);
        }
    }
}
