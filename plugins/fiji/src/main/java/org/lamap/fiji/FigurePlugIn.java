// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import ij.process.LUT;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** Menu command "LA map figure...": measured | enhanced | standard deviation of one element, for a paper. */
public final class FigurePlugIn implements PlugIn {
    private static final String TITLE = "LA map figure";
    private static final String NONE = "none";
    private static final String PDF = ".pdf";
    private static final String PNG = ".png";
    private static final String HELP = "<html><p><b>Measured, Enhanced, Deviation</b>: titles of open images; measured and enhanced"
            + " share their colours and limits (percentiles 0.5 and 99.5 of both), those of the measured one.</p>"
            + "<p><b>Element</b>: label of a slice; current: the slice that the enhanced image shows.</p>"
            + "<p><b>Width</b> of a panel in pixels; 600 are 5 cm at 300 dpi.</p>"
            + "<p><b>Save as</b>: a file that ends with .pdf (letters as outlines, maps in their own pixels) or .png; empty:"
            + " the figure is only shown, as an RGB image. A file of this name is replaced if you agree; a macro replaces it.</p>";

    @Override
    public void run(String argument) {
        ImagePlus enhanced = IJ.getImage();
        MenuCommand command = new MenuCommand(TITLE);
        command.run(() -> {
            List<String> titles = new ArrayList<>(Arrays.asList(WindowManager.getImageTitles()));
            String source = enhanced.getProp("lamap source");
            String deviation = enhanced.getTitle().replaceFirst("-enhanced", "-sd");
            List<String> others = new ArrayList<>(titles);
            others.add(0, NONE);
            Form form = new Form(TITLE)
                    .choice("Measured", titles.contains(source) ? source : titles.get(0), titles)
                    .choice("Enhanced", enhanced.getTitle(), titles)
                    .choice("Deviation", titles.contains(deviation) && !deviation.equals(enhanced.getTitle()) ? deviation : NONE, others)
                    .text("Element", Elements.CURRENT)
                    .text("Width of a panel (pixels)", "600")
                    .saveFile("Save_as (.pdf or .png)");
            return command.ask(form, HELP, FigurePlugIn::draw);
        });
    }

    private static String draw(Map<String, String> answers) {
        checkFile(answers.get("save_as"));
        ImagePlus enhanced = image(answers.get("enhanced"));
        int slice = Elements.chosen(enhanced, answers.get("element")).get(0);
        String element = Elements.names(enhanced, Collections.singletonList(slice))[0];
        ImagePlus measured = image(answers.get("measured"));
        LUT colours = measured.getProcessor().getLut();
        List<FigurePanel> panels = new ArrayList<>();
        String unit = MapOfImage.unitOf(enhanced); // what was stated goes before what the measured image says
        panels.add(new FigurePanel(element + ", measured", measured, sliceOf(measured, element), area(measured, enhanced), colours, unit));
        panels.add(new FigurePanel("enhanced", enhanced, slice, null, colours));
        ColourLimits common = ColourLimits.of(panels.get(0).values(), panels.get(1).values());
        List<ColourLimits> limits = new ArrayList<>(Arrays.asList(common, common));
        if (!answers.get("deviation").equals(NONE)) {
            ImagePlus deviation = image(answers.get("deviation"));
            panels.add(new FigurePanel("standard deviation", deviation, sliceOf(deviation, element), null, colours));
            limits.add(ColourLimits.of(panels.get(2).values()).fromZero());
        }
        int width = (int) KeyValues.number("width", answers.get("width"));
        if (width < 50 || width > 5000) {
            throw new IllegalArgumentException("width = " + answers.get("width") + " is out of range 50 to 5000 pixels");
        }
        PaperFigure figure = new PaperFigure(width);
        String title = Titles.stem(measured.getTitle()) + "-" + element + "-figure";
        BufferedImage shown = figure.draw(panels, limits);
        String outcome = save(answers.get("save_as"), shown, () -> figure.pdf(panels, limits, title));
        Titles.show(new ImagePlus(title, shown));
        return outcome;
    }

    /** Before any work is done: a name that ends as none may, or one that a file has, which a macro replaces without a question. */
    private static void checkFile(String path) {
        File file = new File(path.trim());
        String name = file.getName().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.endsWith(PDF) && !name.endsWith(PNG)) {
            throw new IllegalArgumentException("save_as = " + path + " names no kind of file: end it with .pdf or .png");
        }
        if (file.isFile() && !Form.isAnswered()) {
            Replacing.ask(TITLE, "a file " + file.getName());
        }
    }

    /** Writes a figure as the end of the name of its file says. */
    private static String save(String path, BufferedImage shown, Supplier<byte[]> pdf) {
        if (path.trim().isEmpty()) {
            return "done";
        }
        File file = new File(path.trim());
        String name = file.getName().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(PDF)) {
                Files.write(file.toPath(), pdf.get());
            } else {
                ImageIO.write(shown, "png", file);
            }
        } catch (IOException failure) {
            throw new IllegalArgumentException(file + " cannot be written: choose another folder or name", failure);
        }
        return "saved " + file.getName();
    }

    private static ImagePlus image(String title) {
        ImagePlus image = WindowManager.getImage(title);
        if (image == null) {
            throw new IllegalArgumentException("there is no image " + title + ": open it first");
        }
        MapOfImage.refuseColours(image);
        return image;
    }

    private static int sliceOf(ImagePlus image, String element) {
        return image.getStackSize() == 1 ? 1 : Elements.chosen(image, element).get(0);
    }

    /** The part of the measured image that was enhanced; null: all. */
    private static Rectangle area(ImagePlus measured, ImagePlus enhanced) {
        String stated = enhanced.getProp("lamap area");
        if (stated == null || !measured.getTitle().equals(enhanced.getProp("lamap source"))) {
            return null;
        }
        int[] sides = Arrays.stream(stated.split(",")).mapToInt(Integer::parseInt).toArray();
        return new Rectangle(sides[0], sides[1], sides[2], sides[3]);
    }
}
