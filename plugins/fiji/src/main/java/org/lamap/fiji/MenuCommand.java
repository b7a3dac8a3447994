// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.lamap.LamapException;

/** What every menu command does around its work: status bar, progress bar, Esc, errors. */
final class MenuCommand {
    private final String title;

    MenuCommand(String title) {
        this.title = title;
    }

    /**
     * Runs the work. A failure is a sentence in a dialog, the end of a macro, or an exception where there is neither.
     *
     * @param work gives a word for the status bar, null if the user changed his mind
     */
    void run(Work work) {
        IJ.resetEscape();
        try {
            String outcome = work.run();
            IJ.showStatus(outcome == null ? "" : title + ": " + outcome);
        } catch (CancellationException cancelled) {
            IJ.showStatus(title + ": cancelled");
            Macro.abort();
        } catch (RuntimeException | LinkageError | VirtualMachineError failure) {
            fail(failure);
        } finally {
            IJ.showProgress(1);
        }
    }

    /**
     * Runs the work for a macro that goes on where it fails.
     *
     * @return what went wrong; empty if nothing did
     */
    String refusal(Work work) {
        IJ.resetEscape();
        try {
            work.run();
            return "";
        } catch (CancellationException cancelled) {
            Macro.abort();
            return "cancelled";
        } catch (RuntimeException | LinkageError | VirtualMachineError failure) {
            return sentence(failure);
        } finally {
            IJ.showProgress(1);
            IJ.showStatus("");
        }
    }

    /**
     * Asks, and asks again with what was typed while the work fails. A macro is asked once.
     *
     * @param work gives a word for the status bar
     * @return that word; null if the user cancelled
     */
    String ask(Form form, String help, Function<Map<String, String>, String> work) {
        Form next = form;
        while (true) {
            Map<String, String> answers = next.ask(help);
            if (answers == null) {
                return null;
            }
            try {
                return work.apply(answers);
            } catch (IllegalArgumentException | LamapException | UncheckedIOException | OutOfMemoryError failure) {
                if (Form.isAnswered()) {
                    throw failure;
                }
                IJ.showMessage(title, Sentences.wrapped(next.inItsWords(sentence(failure))));
            } catch (AnswersToChange known) {
                // the form comes back
            }
            Recorder.resetCommandOptions(); // only the last answers gave the result
            next = next.remembering(answers);
        }
    }

    private void fail(Throwable failure) {
        String sentence = sentence(failure);
        IJ.showStatus(title + ": failed");
        boolean isHeadless = GraphicsEnvironment.isHeadless();
        if (isHeadless && Interpreter.getInstance() == null) {
            throw new IllegalStateException(title + ": " + sentence, failure);
        }
        IJ.error(title, isHeadless ? sentence : Sentences.wrapped(sentence)); // it also ends a macro, which then names the line
    }

    /** What went wrong, and what to do. */
    private String sentence(Throwable failure) {
        Throwable cause = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof LinkageError) {
            return NativeFailure.sentence((LinkageError) cause);
        }
        if (cause instanceof OutOfMemoryError) {
            return "ImageJ has no memory left: raise it in Edit > Options > Memory & Threads..., or lower the magnification";
        }
        if (RuntimeHint.isMissing(cause)) {
            Sentences.log(title + ": " + cause.getMessage()); // the places that were searched
            return RuntimeHint.instead(cause.getMessage());
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Shows steps in the status bar; Esc cancels. */
    boolean step(double fraction, String what) {
        IJ.showProgress(fraction);
        IJ.showStatus(title + ": " + what + " (Esc cancels)");
        return !IJ.escapePressed();
    }

    /** The work of a command. */
    interface Work {
        String run();
    }
}
