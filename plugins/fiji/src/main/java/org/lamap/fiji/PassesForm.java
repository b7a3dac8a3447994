// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lamap.Lamap;

/** Questions on several passes over one sample, and on their enhancement. */
final class PassesForm {
    private static final String NONE = "none";
    /** Number of the first of the further passes, and of the last one that is asked for. */
    private static final int SECOND = 2;
    private static final int LAST = 4;
    private static final String ABOUT = "Maps of one sample, shifted by parts of a pixel or turned by a right angle, each as it lies on the"
            + " sample. Pass 1 is not turned: its pixels are made finer. State beam size and washout: several passes need both.";
    private static final String HELP = "<h3>Passes</h3>"
            + "<p><b>Pass 1</b>: the image whose pixels are made finer; its lines run along the rows.</p>"
            + "<p><b>Pass 2, Pass 3, Pass 4</b>: further images of the same sample with the same elements, each as it lies on the"
            + " sample; none: there is none.</p>"
            + "<p><b>X, Y</b>: how far the pass begins to the right of and below pass 1, in µm. Empty: as the origins of"
            + " the images tell.</p>"
            + "<p><b>Turned</b>: the lines of the pass run down the sample.</p>";

    private PassesForm() {}

    /**
     * The form as a macro knows it.
     *
     * @param image what the first pass is at first
     * @param title of the dialog
     * @throws IllegalArgumentException if no other map is open
     */
    static Form of(ImagePlus image, String title) {
        List<String> maps = maps();
        List<String> others = new ArrayList<>(maps);
        others.remove(image.getTitle());
        if (others.isEmpty()) {
            throw new IllegalArgumentException("only one map is open: open the other passes over its sample too");
        }
        Form form = new Form(title + " (lamap " + Lamap.version() + ")").message(ABOUT).choice("Pass_1", image.getTitle(), maps);
        others.add(0, NONE);
        for (int number = SECOND; number <= LAST; number++) {
            String start = number == SECOND ? others.get(1) : NONE;
            form.choice("Pass_" + number, start, others)
                    .text("X_" + number, "").labelled("X (µm)").beside()
                    .text("Y_" + number, "").labelled("Y (µm)").beside()
                    .tick("Turned_" + number).labelled("Turned").beside();
        }
        return EnhanceForm.addTo(form.longText("Elements", Elements.ALL), image).opened(PassesForm::follow);
    }

    static String help() {
        return "<html>" + HELP + SettingFields.enhancementHelp().replaceFirst("<html>", "");
    }

    /** Titles of the open images that were measured. */
    private static List<String> maps() {
        List<String> titles = new ArrayList<>();
        for (String title : WindowManager.getImageTitles()) {
            ImagePlus image = WindowManager.getImage(title);
            if (image != null && image.getBitDepth() != 24 && AlreadyEnhanced.reportOf(image) == null) {
                titles.add(title);
            }
        }
        return titles;
    }

    private static void follow(FormDialog dialog) {
        EnhanceForm.follow(dialog);
        dialog.onChoice("pass_1", () -> {
            for (int number = SECOND; number <= LAST; number++) {
                fillIn(dialog, number);
            }
        });
        for (int number = SECOND; number <= LAST; number++) {
            int chosen = number;
            dialog.onChoice("pass_" + number, () -> fillIn(dialog, chosen));
            boolean isTyped = !dialog.shown("x_" + number).isEmpty(); // when the dialog comes back after an error
            if (!isTyped) {
                fillIn(dialog, number);
            }
        }
    }

    /** Shows what the image of a pass tells of its place. */
    private static void fillIn(FormDialog dialog, int number) {
        ImagePlus image = WindowManager.getImage(dialog.shown("pass_" + number));
        ImagePlus first = WindowManager.getImage(dialog.shown("pass_1"));
        boolean isThere = image != null && first != null;
        double[] beside = isThere ? FurtherPass.besideUm(image, first) : null;
        dialog.show("x_" + number, isThere ? KeyValues.rounded(String.valueOf(beside[0])) : "");
        dialog.show("y_" + number, isThere ? KeyValues.rounded(String.valueOf(beside[1])) : "");
        dialog.show("turned_" + number, isThere && FurtherPass.looksTurned(image, first) ? "yes" : "no");
        for (String keyword : Arrays.asList("x_", "y_", "turned_")) {
            dialog.setEnabled(keyword + number, isThere);
        }
    }

    /**
     * The image that gives the grid.
     *
     * @throws IllegalArgumentException if it is not open
     */
    static ImagePlus first(Map<String, String> answers) {
        return open(answers.get("pass_1"));
    }

    /**
     * The further passes.
     *
     * @throws IllegalArgumentException if one is not open, chosen twice or placed by text that is no number, and if there is none
     */
    static List<FurtherPass> further(Map<String, String> answers) {
        List<FurtherPass> passes = new ArrayList<>();
        List<String> chosen = new ArrayList<>(Arrays.asList(answers.get("pass_1")));
        for (int number = SECOND; number <= LAST; number++) {
            String title = answers.get("pass_" + number);
            if (title.equals(NONE)) {
                continue;
            }
            if (chosen.contains(title)) {
                throw new IllegalArgumentException(title + " is chosen twice: choose each pass once");
            }
            chosen.add(title);
            passes.add(new FurtherPass(open(title), um("x_" + number, answers), um("y_" + number, answers),
                    answers.get("turned_" + number).equals("yes")));
        }
        if (passes.isEmpty()) {
            throw new IllegalArgumentException("a single pass is chosen: choose another as pass 2, or use Enhance LA map...");
        }
        return passes;
    }

    private static ImagePlus open(String title) {
        ImagePlus image = WindowManager.getImage(title);
        if (image == null) {
            throw new IllegalArgumentException("there is no image " + title + ": open it first");
        }
        MapOfImage.refuseColours(image);
        AlreadyEnhanced.refuse(image);
        return image;
    }

    private static double um(String keyword, Map<String, String> answers) {
        String text = answers.get(keyword);
        return text.trim().isEmpty() ? Double.NaN : KeyValues.number(keyword, text);
    }
}
