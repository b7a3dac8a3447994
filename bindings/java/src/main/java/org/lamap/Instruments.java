// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * My instrument: conditions that a user saved under a name, each a file {@code NAME.toml} in one folder that all
 * programs of lamap share. The file {@code last.txt} beside them holds the name of the one that was used last. Files
 * appear whole or not at all.
 */
public final class Instruments {
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1f\\x7f<>:\"/\\\\|?*]");
    private static final Pattern RESERVED = Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 80;
    private static final int FILE_ERROR = 9;
    private static final String ENDING = ".toml";

    private final Path folder;

    /**
     * Instruments of a folder.
     *
     * @param folder need not exist yet
     */
    public Instruments(Path folder) {
        this.folder = Given.there(folder, "folder");
    }

    /**
     * Those of the user: {@code $XDG_CONFIG_HOME/lamap/instruments} or {@code ~/.config/lamap/instruments} on Linux,
     * {@code ~/Library/Application Support/lamap/instruments} on macOS, {@code %APPDATA%\lamap\instruments} on Windows.
     *
     * @return the instruments
     */
    public static Instruments ofUser() {
        String home = System.getProperty("user.home");
        String system = Loader.platform();
        Path base;
        if (system.startsWith("windows")) {
            String stated = System.getenv("APPDATA");
            base = stated == null || stated.isEmpty() ? Paths.get(home, "AppData", "Roaming") : Paths.get(stated);
        } else if (system.startsWith("osx")) {
            base = Paths.get(home, "Library", "Application Support");
        } else {
            String stated = System.getenv("XDG_CONFIG_HOME");
            base = stated != null && stated.startsWith("/") ? Paths.get(stated) : Paths.get(home, ".config");
        }
        return new Instruments(base.resolve("lamap").resolve("instruments"));
    }

    /**
     * Where they are.
     *
     * @return the folder; it need not exist yet
     */
    public Path folder() {
        return folder;
    }

    /**
     * The instruments that can be used.
     *
     * @param problems takes a sentence for each file that cannot be used; null: they are left out in silence
     * @return conditions by name, in alphabetical order
     */
    public Map<String, Conditions> all(List<String> problems) {
        Map<String, Conditions> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER.thenComparing(name -> name));
        for (Path file : files(problems)) {
            String fileName = file.getFileName().toString();
            String name = fileName.substring(0, fileName.length() - ENDING.length());
            try {
                expectNoPreset(name);
                found.put(name, read(file));
            } catch (IllegalArgumentException | LamapException failure) {
                tell(problems, fileName + " is left out: " + failure.getMessage());
            }
        }
        return found;
    }

    private List<Path> files(List<String> problems) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*" + ENDING)) {
                stream.forEach(files::add);
            } catch (IOException failure) {
                tell(problems, folder + " cannot be read: " + failure.getMessage());
            }
        }
        Collections.sort(files);
        return files;
    }

    private static void tell(List<String> problems, String sentence) {
        if (problems != null) {
            problems.add(sentence);
        }
    }

    /**
     * Conditions of a saved instrument.
     *
     * @param name its name
     * @return the conditions
     * @throws IllegalArgumentException if there is none of this name; the sentence lists those there are
     * @throws LamapException if its file cannot be read
     */
    public Conditions load(String name) {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            List<String> known = new ArrayList<>(all(null).keySet());
            throw new IllegalArgumentException("there is no instrument " + name + ": "
                    + (known.isEmpty() ? "none is saved yet" : "the saved ones are " + String.join(", ", known)));
        }
        return read(file);
    }

    /**
     * Saves conditions under a name.
     *
     * @param name 1 to 80 letters that can be the name of a file on every system
     * @param conditions what is stated of them is saved
     * @return the file
     * @throws IllegalArgumentException if the name cannot be that of a file on every system, or is that of a preset or
     *     of another instrument
     * @throws LamapException if the file cannot be written
     */
    public Path save(String name, Conditions conditions) {
        if (isAnother(name, conditions)) {
            throw new IllegalArgumentException("there is an instrument " + name + " already: choose another name, or replace it");
        }
        return replace(name, conditions);
    }

    /**
     * Whether an instrument of this name is saved that does not state the same.
     *
     * @param name as {@link #save} takes it
     * @param conditions what would be saved
     * @return whether there is one
     * @throws IllegalArgumentException if the name cannot be that of a file on every system
     */
    public boolean isAnother(String name, Conditions conditions) {
        Path file = file(name);
        if (!Files.exists(file)) {
            return false;
        }
        try {
            return !read(file).statedToml().equals(Given.there(conditions, "conditions").statedToml());
        } catch (LamapException cannotBeRead) {
            return true;
        }
    }

    /**
     * Saves conditions under a name; an instrument of this name is replaced.
     *
     * @param name as {@link #save} takes it
     * @param conditions what is stated of them is saved
     * @return the file
     * @throws IllegalArgumentException if the name cannot be that of a file on every system, or is that of a preset
     * @throws LamapException if the file cannot be written; what was there before stays
     */
    public Path replace(String name, Conditions conditions) {
        expectNoPreset(name);
        Path file = file(name);
        write(file, Given.there(conditions, "conditions").statedToml());
        return file;
    }

    private static void expectNoPreset(String name) {
        if (Lamap.presets().containsKey(Given.there(name, "name").toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name + " is a preset that comes with lamap: choose another name");
        }
    }

    /**
     * Notes which instrument was used last, for all programs of lamap.
     *
     * @param name name of a saved instrument
     * @throws LamapException if that cannot be written
     */
    public void remember(String name) {
        file(name);
        write(folder.resolve("last.txt"), name + "\n");
    }

    /**
     * The saved instrument that was used last.
     *
     * @return its name; null where there is none or its file is gone
     */
    public String last() {
        try {
            String name = text(folder.resolve("last.txt")).trim();
            return Files.isRegularFile(file(name)) ? name : null;
        } catch (IOException | IllegalArgumentException noName) {
            return null;
        }
    }

    private Path file(String name) {
        boolean plain = Given.there(name, "name").equals(name.trim()) && !name.startsWith(".") && !name.endsWith(".");
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST || !plain) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name an instrument: state 1 to " + LONGEST
                    + " letters, no blank and no dot at either end");
        }
        if (FORBIDDEN.matcher(name).find() || RESERVED.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot name an instrument: leave out < > : \" / \\ | ? * and names of devices");
        }
        return folder.resolve(name + ENDING);
    }

    private static Conditions read(Path file) {
        try {
            return Conditions.from(text(file));
        } catch (CharacterCodingException notUtf8) {
            throw new LamapException(FILE_ERROR, file + " cannot be read: it is no text in UTF-8");
        } catch (IOException failure) {
            throw new LamapException(FILE_ERROR, file + " cannot be read: " + failure.getMessage());
        }
    }

    /** UTF-8, with the mark that some editors write before it or without. */
    private static String text(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private void write(Path file, String text) {
        Path part = folder.resolve(file.getFileName() + "." + Long.toString(System.nanoTime(), Character.MAX_RADIX) + ".part");
        try {
            Files.createDirectories(folder);
            Files.write(part, text.getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            part.toFile().delete();
            throw new LamapException(FILE_ERROR, file + " cannot be written: " + failure.getMessage());
        }
    }

    @Override
    public String toString() {
        return "Instruments in " + folder;
    }
}
