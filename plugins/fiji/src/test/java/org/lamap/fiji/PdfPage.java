// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.InflaterInputStream;

/** A PDF of one page as a reader takes it apart: by the table at its end. */
final class PdfPage {
    private final byte[] file;
    private final String text;
    private final List<Integer> places = new ArrayList<>();

    PdfPage(byte[] file) {
        this.file = file;
        text = new String(file, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("%PDF-1.4\n") || !text.endsWith("\n%%EOF\n")) {
            throw new AssertionError("no PDF");
        }
        int table = Integer.parseInt(text.replaceAll("(?s).*startxref\n(\\d+)\n.*", "$1"));
        String[] lines = text.substring(table).split("\n");
        int count = Integer.parseInt(lines[1].split(" ")[1]);
        for (int number = 1; number < count; number++) {
            String line = lines[2 + number];
            if (line.length() != 19) { // and its end: 20 bytes
                throw new AssertionError("an entry of " + line.length() + " letters: " + line);
            }
            places.add(Integer.parseInt(line.substring(0, 10)));
        }
        if (!text.contains("/Root 1 0 R") || !object(1).contains("/Catalog") || !object(2).contains("[3 0 R]")) {
            throw new AssertionError("no page");
        }
    }

    /** An object without its number and its end; of a stream the dictionary. */
    String object(int number) {
        String head = number + " 0 obj\n";
        int start = places.get(number - 1);
        if (!text.startsWith(head, start)) {
            throw new AssertionError("object " + number + " is not where the table says");
        }
        int end = text.indexOf("\nendobj", start);
        int stream = text.indexOf("\nstream\n", start);
        return text.substring(start + head.length(), stream > 0 && stream < end ? stream : end);
    }

    double[] numbersAfter(int number, String words) {
        String object = object(number);
        int start = object.indexOf(words) + words.length();
        return Arrays.stream(object.substring(start, object.indexOf(']', start)).trim().split(" "))
                .mapToDouble(Double::parseDouble).toArray();
    }

    String stream(int number) throws IOException {
        return new String(content(number), StandardCharsets.ISO_8859_1);
    }

    /** The pictures in the order of their objects. */
    List<BufferedImage> pictures() throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        for (int number = 1; number <= places.size(); number++) {
            if (object(number).contains("/Subtype /Image")) {
                int width = entry(number, "/Width ");
                int height = entry(number, "/Height ");
                byte[] colours = content(number);
                if (colours.length != 3 * width * height) {
                    throw new AssertionError("a picture of " + colours.length + " bytes");
                }
                BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                for (int i = 0; i < width * height; i++) {
                    picture.setRGB(i % width, i / width,
                            (colours[3 * i] & 255) << 16 | (colours[3 * i + 1] & 255) << 8 | colours[3 * i + 2] & 255);
                }
                pictures.add(picture);
            }
        }
        return pictures;
    }

    private int entry(int number, String key) {
        return Integer.parseInt(object(number).replaceAll("(?s).*" + key + "(\\d+).*", "$1"));
    }

    private byte[] content(int number) throws IOException {
        int start = text.indexOf("\nstream\n", places.get(number - 1)) + 8;
        byte[] packed = Arrays.copyOfRange(file, start, start + entry(number, "/Length "));
        if (!text.startsWith("\nendstream\n", start + packed.length)) {
            throw new AssertionError("a stream of another length");
        }
        InputStream unpacked = new InflaterInputStream(new ByteArrayInputStream(packed));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 14];
        for (int read = unpacked.read(part); read >= 0; read = unpacked.read(part)) {
            content.write(part, 0, read);
        }
        return content.toByteArray();
    }
}
