// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Direct buffers give what arrays give, and what cannot be used is refused before it is read or written. */
class BufferTest {
    private static final Conditions SEED = Conditions.preset("seed-2019");
    private static final int ROWS = 60;
    private static final int COLUMNS = 80;

    private static float[][] drawn() {
        return new float[][] {
            Lamap.phantom("cells", ROWS, COLUMNS, 3).values(0), Lamap.phantom("grains", ROWS, COLUMNS, 4).values(0)
        };
    }

    private static FloatBuffer direct(float[]... elements) {
        FloatBuffer buffer = ElementMap.newBuffer(elements.length * elements[0].length);
        for (float[] element : elements) {
            buffer.put(element);
        }
        buffer.rewind();
        return buffer;
    }

    @Test
    void aSampleInABufferIsMeasuredAsOneInArrays() {
        float[][] values = drawn();
        ElementMap arrays = new ElementMap(values, ROWS, COLUMNS, 1, 1).withNames("P31", "Zn66");
        ElementMap buffer = new ElementMap(direct(values), 2, ROWS, COLUMNS, 1, 1).withNames("P31", "Zn66");
        assertArrayEquals(values[1], buffer.values(1));
        int[] shape = Lamap.ablateShape(SEED, buffer);
        FloatBuffer counts = ElementMap.newBuffer(2L * shape[0] * shape[1]);
        ElementMap expected = Lamap.ablate(SEED, arrays, 7);
        ElementMap actual = Lamap.ablate(SEED, buffer, 7, null, counts);
        assertEquals(expected.lines(), shape[0]);
        assertEquals(expected.pixels(), shape[1]);
        for (int element = 0; element < 2; element++) {
            assertArrayEquals(expected.values(element), actual.values(element));
            assertEquals(expected.name(element), actual.name(element));
        }
        counts.put(0, -1);
        assertEquals(-1, actual.values(0)[0], "the map lies in the buffer");
        assertEquals(expected.unit(), actual.unit());
        ElementMap plain = new ElementMap(new float[][] {{1, 2, 3, 4}}, 2, 2, 1, 1);
        assertEquals(3, plain.buffer(0).get(2));
    }

    @Test
    void aMapInABufferIsEnhancedAsOneInArrays() {
        ElementMap arrays = LamapTest.counts();
        FloatBuffer longer = ElementMap.newBuffer(arrays.values(0).length + 5);
        longer.position(5);
        longer.put(arrays.values(0)).position(5);
        ElementMap buffer = new ElementMap(longer, 1, arrays.lines(), arrays.pixels(), 5, 5).withUnit("counts");
        try (Enhancer enhancer = new Enhancer(new Settings().with("method", "physics").with("magnification", 3))) {
            int[] shape = enhancer.outputShape(buffer);
            FloatBuffer estimate = ElementMap.newBuffer(shape[0] * shape[1]);
            FloatBuffer deviation = ElementMap.newBuffer(shape[0] * shape[1]);
            Enhanced expected = enhancer.enhance(arrays, SEED, null);
            Enhanced actual = enhancer.enhance(buffer, SEED, null, estimate, deviation);
            float[] found = new float[shape[0] * shape[1]];
            estimate.get(found);
            assertArrayEquals(expected.estimate().values(0), found);
            assertArrayEquals(expected.deviation().values(0), actual.deviation().values(0));
            assertArrayEquals(expected.chiSquare().values(0), actual.chiSquare().values(0));
            LamapException few = assertThrows(LamapException.class,
                    () -> enhancer.enhance(buffer, SEED, null, ElementMap.newBuffer(7), null));
            assertTrue(few.getMessage().contains("expected 1 x " + shape[0] + " x " + shape[1]), few.getMessage());
            assertThrows(LamapException.class,
                    () -> enhancer.outputShape(new ElementMap(new float[][] {{1}}, 1, 1, 0, 0)));
        }
    }

    @Test
    void buffersThatCannotBeUsedAreRefused() {
        FloatBuffer heap = FloatBuffer.allocate(4);
        assertThrows(IllegalArgumentException.class, () -> new ElementMap(heap, 1, 2, 2, 1, 1));
        ByteOrder other = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        FloatBuffer swapped = ByteBuffer.allocateDirect(16).order(other).asFloatBuffer();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new ElementMap(swapped, 1, 2, 2, 1, 1))
                .getMessage().contains("byte order"));
        FloatBuffer good = ElementMap.newBuffer(4);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new ElementMap(good, 1, 2, 3, 1, 1))
                .getMessage().contains("4 values"));
        assertThrows(IllegalArgumentException.class, () -> new ElementMap(good, 0, 2, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ElementMap((FloatBuffer) null, 1, 2, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> ElementMap.newBuffer(-1));
        ElementMap sample = new ElementMap(good, 1, 2, 2, 1, 1);
        Conditions small = new Conditions().with("beam_size_um", 1);
        assertThrows(IllegalArgumentException.class, () -> Lamap.ablate(small, sample, 1, null, good.asReadOnlyBuffer()));
        LamapException length =
                assertThrows(LamapException.class, () -> Lamap.expected(small, sample, null, ElementMap.newBuffer(3)));
        assertTrue(length.getMessage().contains("3 values"), length.getMessage());
        ByteBuffer bytes = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        bytes.position(1);
        FloatBuffer odd = bytes.slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
        odd.limit(4);
        LamapException alignment = assertThrows(LamapException.class,
                () -> Lamap.expected(small, new ElementMap(odd, 1, 2, 2, 1, 1)));
        assertTrue(alignment.getMessage().contains("multiple of four"), alignment.getMessage());
    }
}
