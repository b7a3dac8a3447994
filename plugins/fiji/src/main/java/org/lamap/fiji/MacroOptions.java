// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.macro.Interpreter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Options as a macro states them: {@code key=value key=[a value with blanks] key}. */
final class MacroOptions {
    private MacroOptions() {}

    /**
     * Keywords and values.
     *
     * @param options text of a macro; {@code &name} as a value stands for a variable of the macro
     * @return values by keyword in lower case; null for a keyword alone
     * @throws IllegalArgumentException for a bracket that is not closed
     */
    static Map<String, String> parse(String options) {
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        while (at < options.length()) {
            if (options.charAt(at) == ' ') {
                at++;
                continue;
            }
            int end = end(options, at);
            put(values, options.substring(at, end));
            at = end;
        }
        return values;
    }

    /** Where the word ends that starts at a place: at a blank outside brackets. */
    private static int end(String options, int start) {
        int depth = 0;
        for (int at = start; at < options.length(); at++) {
            char letter = options.charAt(at);
            depth += letter == '[' ? 1 : letter == ']' ? -1 : 0;
            if (letter == ' ' && depth == 0) {
                return at;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("a bracket is not closed: " + options.substring(start));
        }
        return options.length();
    }

    private static void put(Map<String, String> values, String word) {
        int equals = word.indexOf('=');
        String key = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
        values.put(key, equals < 0 ? null : value(word.substring(equals + 1)));
    }

    private static String value(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return text.substring(1, text.length() - 1);
        }
        Interpreter macro = text.startsWith("&") ? Interpreter.getInstance() : null;
        String variable = macro == null ? null : macro.getVariableAsString(text.substring(1));
        return variable == null ? text : variable;
    }
}
