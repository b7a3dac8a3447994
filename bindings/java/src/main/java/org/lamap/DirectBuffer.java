// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Direct buffers as the native functions take them: from their first float on. */
final class DirectBuffer {
    private DirectBuffer() {}

    /**
     * The rest of a buffer that is read.
     *
     * @throws IllegalArgumentException if it is not direct or not in native byte order
     */
    static FloatBuffer readable(FloatBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer is not direct: ElementMap.newBuffer makes one; arrays need none");
        }
        if (buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the buffer is in " + buffer.order() + " byte order, this machine is in "
                    + ByteOrder.nativeOrder());
        }
        return buffer.slice();
    }

    /**
     * The rest of a buffer that is written; null stays null.
     *
     * @throws IllegalArgumentException as {@link #readable}, and if it is read-only
     */
    static FloatBuffer writable(FloatBuffer buffer) {
        if (buffer != null && buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        return buffer == null ? null : readable(buffer);
    }
}
