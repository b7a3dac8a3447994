// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.Prefs;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers of the last dialog that gave a result, kept in the preferences of ImageJ. Macros do not know them. */
final class LastAnswers {
    /** Those of enhancements, of one map or several passes. */
    static final LastAnswers ENHANCEMENT = new LastAnswers("enhance");

    private final String prefix;

    /** Those of a command, such as {@code enhance}. */
    LastAnswers(String command) {
        prefix = "lamap." + command + ".";
    }

    /** Answers by keyword; what was never answered is not there. */
    Map<String, String> read(Collection<String> keywords) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String keyword : keywords) {
            String answer = Prefs.get(prefix + keyword, (String) null);
            if (answer != null) {
                answers.put(keyword, answer);
            }
        }
        return answers;
    }

    void keep(Map<String, String> answers, Collection<String> keywords) {
        keywords.stream().filter(answers::containsKey).forEach(keyword -> Prefs.set(prefix + keyword, answers.get(keyword)));
    }
}
