// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

/** Why the native library could not be loaded. Java says so once, and from then on only that it is not there. */
final class NativeFailure {
    private static String first;

    private NativeFailure() {}

    static synchronized String sentence(LinkageError failure) {
        if (first == null) {
            first = String.valueOf(failure.getMessage());
        }
        return "the native library of lamap could not be loaded: " + first + "; see Troubleshooting in the README of the plugin";
    }
}
