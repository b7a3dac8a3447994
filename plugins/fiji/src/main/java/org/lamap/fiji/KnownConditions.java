// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lamap.Conditions;
import org.lamap.Setting;

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

    /** Lets an image bring conditions along, as far as pairs of key and value can tell them: no channels, no tables. */
    static void keep(ImagePlus image, Conditions conditions) {
        Map<String, String> known = new LinkedHashMap<>();
        for (Setting setting : Conditions.table()) {
            String value = conditions.value(setting.key());
            if (!value.equals(setting.defaultValue())) {
                known.put(setting.key(), value);
            }
        }
        image.setProp(PROPERTY, KeyValues.of(known));
    }
}
