// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

/** JSON for people to read. */
final class IndentedJson {
    private IndentedJson() {}

    /**
     * The text with one entry of an object in a line; arrays stay as they are.
     *
     * @param json valid JSON
     */
    static String of(String json) {
        StringBuilder text = new StringBuilder();
        int objects = 0;
        int arrays = 0;
        boolean quoted = false;
        for (int at = 0; at < json.length(); at++) {
            char letter = json.charAt(at);
            if (letter == '"' && (at == 0 || json.charAt(at - 1) != '\\')) {
                quoted = !quoted;
            }
            if (quoted) {
                text.append(letter);
                continue;
            }
            arrays += letter == '[' ? 1 : letter == ']' ? -1 : 0;
            objects += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            if (letter == '}') {
                newLine(text, objects);
            }
            text.append(letter == ':' ? ": " : String.valueOf(letter));
            if (letter == '{' || letter == ',' && arrays == 0) {
                newLine(text, objects);
            }
        }
        return text.toString();
    }

    private static void newLine(StringBuilder text, int depth) {
        text.append('\n');
        for (int i = 0; i < depth; i++) {
            text.append("  ");
        }
    }
}
