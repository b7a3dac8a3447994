// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/** Objects of a PDF, numbered from 1 in the order in which they are added, and the table that finds them. */
final class PdfFile {
    private static final byte[] HEAD = "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> places = new ArrayList<>();

    PdfFile() {
        put(HEAD);
    }

    void add(String object) {
        begin();
        put(object + "\nendobj\n");
    }

    /** Adds a stream, packed; `about`: the entries of its dictionary. */
    void addStream(String about, byte[] content) {
        byte[] packed = packed(content);
        begin();
        put("<< " + about + " /Filter /FlateDecode /Length " + packed.length + " >>\nstream\n");
        put(packed);
        put("\nendstream\nendobj\n");
    }

    /** The whole file; the numbers of its catalogue and of the object that tells title and origin. */
    byte[] bytes(int catalogue, int facts) {
        int table = file.size();
        put("xref\n0 " + (places.size() + 1) + "\n0000000000 65535 f \n");
        for (int place : places) {
            put(String.format(Locale.ROOT, "%010d 00000 n \n", place));
        }
        put("trailer\n<< /Size " + (places.size() + 1) + " /Root " + catalogue + " 0 R /Info " + facts + " 0 R >>\nstartxref\n"
                + table + "\n%%EOF\n");
        return file.toByteArray();
    }

    /** A text of any letters. */
    static String text(String words) {
        StringBuilder text = new StringBuilder("<FEFF");
        for (byte one : words.getBytes(StandardCharsets.UTF_16BE)) {
            text.append(String.format(Locale.ROOT, "%02X", one));
        }
        return text.append('>').toString();
    }

    private void begin() {
        places.add(file.size());
        put(places.size() + " 0 obj\n");
    }

    private void put(String text) {
        put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void put(byte[] bytes) {
        file.write(bytes, 0, bytes.length);
    }

    private static byte[] packed(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        while (!deflater.finished()) {
            packed.write(part, 0, deflater.deflate(part));
        }
        deflater.end();
        return packed.toByteArray();
    }
}
