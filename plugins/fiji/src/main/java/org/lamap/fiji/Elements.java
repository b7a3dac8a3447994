// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Names and choice of the elements of an image, which are its slices. */
final class Elements {
    static final String ALL = "all";
    static final String CURRENT = "current";

    private Elements() {}

    /**
     * Slices by their names.
     *
     * @param image a stack or a single map
     * @param choice {@code all}, {@code current}, or names separated by commas
     * @return numbers of slices from 1, in the order of the choice
     * @throws IllegalArgumentException for a name that no slice has
     */
    static List<Integer> chosen(ImagePlus image, String choice) {
        List<String> names = allNames(image);
        List<Integer> slices = new ArrayList<>();
        if (!names.contains(choice) && choice.equalsIgnoreCase(CURRENT)) {
            slices.add(image.getCurrentSlice());
        } else if (!names.contains(choice) && choice.equalsIgnoreCase(ALL)) {
            for (int slice = 1; slice <= image.getStackSize(); slice++) {
                slices.add(slice);
            }
        } else {
            addByName(image.getTitle(), names, choice, slices);
        }
        return slices;
    }

    /** Of names that hold commas themselves the longest that fits is meant. */
    private static void addByName(String title, List<String> names, String choice, List<Integer> slices) {
        String rest = choice.trim();
        while (!rest.isEmpty()) {
            String found = "";
            for (String name : names) {
                boolean fits = rest.equals(name) || rest.startsWith(name) && rest.substring(name.length()).trim().startsWith(",");
                found = fits && name.length() > found.length() ? name : found;
            }
            if (found.isEmpty()) {
                throw new IllegalArgumentException("elements = " + choice + ": " + title + " has no \"" + unknown(rest, names));
            }
            slices.add(names.indexOf(found) + 1);
            rest = rest.substring(found.length()).trim().replaceFirst("^,", "").trim();
        }
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("elements is empty: state all, current, or some of " + String.join(", ", names));
        }
    }

    /** The first name of a choice, and the one that was probably meant, or else all that there are. */
    private static String unknown(String choice, List<String> names) {
        String typed = choice.split(",")[0].trim();
        return typed + "\": " + names.stream().filter(name -> isAlike(name, typed)).findFirst()
                .map(name -> "did you mean " + name + "?")
                .orElse("choose from " + String.join(", ", names) + ", or state all or current");
    }

    /** Are two names the same but for case, blanks, signs and the place of the mass number, as 66Zn, zn 66 and Zn66? */
    private static boolean isAlike(String name, String other) {
        return plain(name).equals(plain(other));
    }

    private static String plain(String name) {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
        return letters.replaceFirst("^(\\d+)(\\p{L}+)$", "$2$1");
    }

    static String[] names(ImagePlus image, List<Integer> slices) {
        List<String> all = allNames(image);
        String[] names = new String[slices.size()];
        Arrays.setAll(names, i -> all.get(slices.get(i) - 1));
        return names;
    }

    /** First line of each label; the number of the slice where it has none, the title of a single map. */
    static List<String> allNames(ImagePlus image) {
        if (image.getStackSize() == 1 && image.getStack().getSliceLabel(1) == null) {
            return Collections.singletonList(Titles.stem(image.getTitle()));
        }
        List<String> names = new ArrayList<>();
        for (int slice = 1; slice <= image.getStackSize(); slice++) {
            String label = image.getStack().getShortSliceLabel(slice);
            names.add(label == null || label.isEmpty() ? String.valueOf(slice) : label);
        }
        return names;
    }
}
