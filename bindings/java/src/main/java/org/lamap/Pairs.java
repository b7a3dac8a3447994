// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Keys and values as the native functions take them. */
final class Pairs {
    private Pairs() {}

    /** Key, value, key, value, ... */
    static String[] of(Map<String, String> stated) {
        String[] pairs = new String[2 * stated.size()];
        int i = 0;
        for (Map.Entry<String, String> entry : stated.entrySet()) {
            pairs[i++] = entry.getKey();
            pairs[i++] = entry.getValue();
        }
        return pairs;
    }

    /** States one more; null is refused here, where a sentence can say so. */
    static void put(Map<String, String> stated, String key, String value) {
        Objects.requireNonNull(key, "the key of a setting is null");
        stated.put(key, Objects.requireNonNull(value, () -> key + " is null: state a number, a word or auto"));
    }

    /** The other way; the map cannot be changed. */
    static Map<String, String> map(String[] pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }
}
