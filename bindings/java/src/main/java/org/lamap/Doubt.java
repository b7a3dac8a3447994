// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.util.List;
import java.util.Locale;

/** One reason why a verdict is not green. Equal facts of several elements become one sentence. */
final class Doubt {
    final Verdict.Level level;
    /** Of two doubts of a level, the one of lower rank is told. */
    final int rank;
    final String element;
    final String fact;
    final String nextStep;

    Doubt(Verdict.Level level, int rank, String element, String fact, String nextStep) {
        this.level = level;
        this.rank = rank;
        this.element = element;
        this.fact = fact;
        this.nextStep = nextStep;
    }

    /** From a warning "element: fact: next step"; what is not there is empty. */
    static Doubt ofWarning(String warning, int rank, List<ReportedElement> elements) {
        String name = "";
        for (ReportedElement element : elements) {
            if (warning.startsWith(element.name() + ": ") && element.name().length() > name.length()) {
                name = element.name();
            }
        }
        String said = name.isEmpty() ? warning : warning.substring(name.length() + 2);
        int split = said.lastIndexOf(": ");
        return split <= 0
                ? new Doubt(Verdict.Level.AMBER, rank, name, said, "Read the warning in the report.")
                : new Doubt(Verdict.Level.AMBER, rank, name, said.substring(0, split), capital(said.substring(split + 2)) + ".");
    }

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
