// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Files of a map: of those in folders, files of text alone are left out, as a list of sources beside the maps. */
final class MapFiles {
    /** What the library says of a file of text alone. */
    private static final String NO_MAP = ": the file holds no rows of numbers";
    private static final List<String> READABLE =
            Arrays.asList("csv", "txt", "tsv", "dat", "asc", "tif", "tiff", "png", "npz", "npy", "xlsx");

    private final List<String> files = new ArrayList<>();
    private final Set<String> inFolders = new LinkedHashSet<>();

    /** The files in the order in which the library reads them. */
    private MapFiles(String[] paths) {
        for (String path : paths) {
            String[] names = new File(path).list();
            List<String> found = new ArrayList<>();
            for (String name : names == null ? new String[0] : names) {
                String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                if (!name.startsWith(".") && !name.startsWith("~") && READABLE.contains(ending)) {
                    found.add(new File(path, name).getPath());
                }
            }
            found.sort(null);
            inFolders.addAll(found);
            files.addAll(found.isEmpty() ? Arrays.asList(path) : found);
        }
    }

    /** Reads them; what was left out is told in the notes. */
    static ElementMap read(String[] options, String[] paths) {
        try {
            return Native.read(options, paths);
        } catch (LamapException refusal) {
            return new MapFiles(paths).readWithout(options, refusal);
        }
    }

    private ElementMap readWithout(String[] options, LamapException first) {
        List<String> notes = new ArrayList<>();
        LamapException refusal = first;
        while (true) {
            int end = refusal.getMessage().indexOf(NO_MAP);
            String wrong = end < 0 ? "" : refusal.getMessage().substring(0, end);
            if (!inFolders.contains(wrong) || files.size() == 1) {
                throw refusal;
            }
            files.remove(wrong);
            notes.add(new File(wrong).getName() + " is left out: it holds no map");
            try {
                return Native.read(options, files.toArray(new String[0])).withMoreNotes(notes);
            } catch (LamapException next) {
                refusal = next;
            }
        }
    }
}
