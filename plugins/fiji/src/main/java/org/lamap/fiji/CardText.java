// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The card of a model, which is JSON, as lines for people: {@code gain db: 0.858}; what belongs to an entry stands below it, farther right. */
final class CardText {
    private static final Pattern TOKEN =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(\\s*:)?|[{}\\[\\],]|[^\\s{}\\[\\],:\"]+");
    private static final MathContext DIGITS = new MathContext(3);

    private final StringBuilder lines = new StringBuilder();
    private int depth;
    private int arrays;

    private CardText() {}

    /** The lines of valid JSON, each with two blanks for the object that it is in but the outermost. */
    static String of(String json) {
        CardText text = new CardText();
        Matcher token = TOKEN.matcher(json);
        while (token.find()) {
            if (token.group(1) != null) {
                text.word(token.group(1).replaceAll("\\\\(.)", "$1"), token.group(2) != null);
            } else {
                text.sign(token.group());
            }
        }
        return text.lines.toString().replaceAll(" +(?=\n)", "");
    }

    private void word(String word, boolean isKey) {
        if (!isKey) {
            lines.append(word);
            return;
        }
        lines.append(lines.length() == 0 ? "" : "\n");
        for (int i = 1; i < depth; i++) {
            lines.append("  ");
        }
        lines.append(word.replace('_', ' ')).append(": ");
    }

    private void sign(String sign) {
        switch (sign) {
            case "{":
                depth++;
                break;
            case "}":
                depth--;
                break;
            case "[":
                arrays++;
                break;
            case "]":
                arrays--;
                break;
            case ",":
                lines.append(arrays > 0 ? ", " : "");
                break;
            default:
                lines.append(sign.matches("-?\\d+\\.\\d{4,}") ? new BigDecimal(sign).round(DIGITS).toPlainString() : sign);
        }
    }
}
