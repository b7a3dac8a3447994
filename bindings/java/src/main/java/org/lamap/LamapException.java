// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

/** What lamap could not do, in a sentence. */
public final class LamapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Status code of the C interface. */
    private final int status;

    /**
     * An error of lamap.
     *
     * @param status status code of the C interface ({@code LamapStatus} in {@code lamap.h})
     * @param message the sentence, which names the value, the unit and what is allowed
     */
    public LamapException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * The kind of error.
     *
     * @return status code of the C interface ({@code LamapStatus} in {@code lamap.h})
     */
    public int status() {
        return status;
    }
}
