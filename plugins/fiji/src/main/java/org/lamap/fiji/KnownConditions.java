// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;

/** What an image brings along of how it was measured, for the next enhancement. */
final class KnownConditions {
    /** Key=value after key=value. */
    static final String PROPERTY = "lamap conditions";

    private KnownConditions() {}

    /** As {@link KeyValues#pairs} takes it; empty if the image brings nothing. */
    static String of(ImagePlus image) {
        String known = image.getProp(PROPERTY);
        return known == null ? "" : known;
    }
}
