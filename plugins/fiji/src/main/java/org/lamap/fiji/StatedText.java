// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Collection;
import org.lamap.Conditions;

/** Conditions as the text of what is stated, which keeps channels, craters and tables that pairs of key and value cannot tell. */
final class StatedText {
    private static final String OPEN = "auto";

    private StatedText() {}

    /** The value of a setting; empty where it is not stated or left open. */
    static String value(Conditions conditions, String key) {
        for (String line : conditions.statedToml().split("\n")) {
            if (beginsTable(line)) {
                break;
            }
            if (key.equals(key(line))) {
                String value = line.substring(line.indexOf('=') + 1).replaceAll("\\s#.*", "").replace("\"", "").trim();
                return value.equals(OPEN) ? "" : value;
            }
        }
        return "";
    }

    /** The same conditions with some settings not stated. */
    static Conditions without(Conditions conditions, Collection<String> keys) {
        StringBuilder kept = new StringBuilder();
        boolean isTable = false; // which has keys of its own
        for (String line : conditions.statedToml().split("\n")) {
            isTable |= beginsTable(line);
            if (isTable || !keys.contains(key(line))) {
                kept.append(line).append('\n');
            }
        }
        return Conditions.from(kept.toString());
    }

    private static boolean beginsTable(String line) {
        return line.startsWith("[");
    }

    private static String key(String line) {
        return line.substring(0, Math.max(0, line.indexOf('='))).trim();
    }
}
