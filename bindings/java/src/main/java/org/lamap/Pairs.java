// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys and values as the native functions take them. */
final class Pairs {
    private Pairs() {}

    /** Key, value, key, value, ... of what a caller states. */
    static String[] given(Map<String, String> options) {
        Map<String, String> stated = new LinkedHashMap<>();
        Given.there(options, "options").forEach((key, value) -> put(stated, key, value));
        return of(stated);
    }

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
        Given.there(key, "key");
        if (value == null) {
            throw new IllegalArgumentException(key + " is null: state a number, a word or auto");
        }
        stated.put(key, value);
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
