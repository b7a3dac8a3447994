// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

/** The user wants to change an answer, and knows why: the form is asked again without a message. */
final class AnswersToChange extends RuntimeException {
    private static final long serialVersionUID = 1;
}
