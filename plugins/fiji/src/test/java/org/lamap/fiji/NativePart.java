// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.lamap.Lamap;

/** Tests that compute need the native library in the jar. */
final class NativePart {
    private NativePart() {}

    static void assumeThere() {
        try {
            Lamap.version();
        } catch (LinkageError failure) {
            assumeTrue(false, "the jar of lamap was built without its native library: " + failure);
        }
    }
}
