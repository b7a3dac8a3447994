// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

/** Asks for more values than the heap of its Java can hold, and goes on. */
public final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] arguments) {
        try {
            Lamap.phantom("cells", 3500, 3500, 1);
        } catch (OutOfMemoryError told) {
            System.out.println(told);
        }
        System.out.println(Lamap.phantom("cells", 50, 50, 1));
    }
}
