// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.frame.Recorder;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;

/** What a user does to state the instrument before any map is open, first with a slip. */
final class GuiInstrument {
    private static final String COMMAND = "My instrument...";
    private static final String NAME = "213 nm laser";
    private static final String TEXT = "beam_size_um = 25 # µm\nrepetition_rate_hz = 20 # Hz\nscan_speed_um_s = 50 # µm/s\n"
            + "acquisition_time_s = 0.5 # s\npulse_response = \"exponential\"\nwashout_time_s = 0.8 # s\n";

    private final GuiScreen screen;

    GuiInstrument(GuiScreen screen) {
        this.screen = screen;
    }

    void run() throws Exception {
        IJ.run("Record...");
        IJ.doCommand(COMMAND);
        Window form = GuiScreen.form("My instrument");
        GuiScreen.choose(GuiScreen.choice(form, "everything_else"), "seed-2019");
        GuiScreen.check(GuiScreen.text(form, "scan_speed").getText().equals("100"), "a preset fills the form");
        GuiScreen.choose(GuiScreen.choice(form, "everything_else"), KeyValues.NO_PRESET);
        fill(form);
        GuiScreen.text(form, "beam_size").setText("2500");
        screen.key(form, KeyEvent.VK_ENTER);
        Window refusal = GuiScreen.message("My instrument");
        IJ.wait(500);
        screen.shot("instrument-refusal");
        screen.key(refusal, KeyEvent.VK_ENTER);
        Window again = GuiScreen.form("My instrument");
        GuiScreen.check(GuiScreen.text(again, "beam_size").getText().equals("2500")
                && GuiScreen.text(again, "name").getText().equals(NAME), "what was typed is still there");
        GuiScreen.text(again, "beam_size").setText("25");
        IJ.wait(500);
        screen.shot("instrument", again);
        screen.key(again, KeyEvent.VK_ENTER);
        GuiScreen.await("the instrument", () -> GuiScreen.status().equals("My instrument: " + NAME + " is saved") ? NAME : null);
        sameByMacro();
        listed();
        changed();
        kept();
    }

    private void fill(Window form) {
        GuiScreen.text(form, "name").setText(NAME);
        GuiScreen.text(form, "scan_speed").setText("50");
        GuiScreen.text(form, "acquisition_time").setText("0.5");
        GuiScreen.text(form, "repetition_rate").setText("20");
        GuiScreen.text(form, "washout").setText("0.8");
    }

    private void sameByMacro() throws Exception {
        GuiScreen.check(saved(NAME).equals(TEXT), "the file holds what was typed: " + saved(NAME));
        String line = Arrays.stream(GuiScreen.recorded().split("\n")).filter(l -> l.contains(COMMAND)).findFirst().orElse("");
        Recorder.getInstance().close();
        GuiScreen.check(line.contains("name=[" + NAME + "]") && line.split("beam_size=").length == 2, "the answers are recorded once: " + line);
        Files.delete(file(NAME));
        IJ.runMacro(line);
        GuiScreen.check(saved(NAME).equals(TEXT), "the recorded macro saves the same");
    }

    /** What the file of an instrument holds. */
    static String saved(String name) throws Exception {
        return new String(Files.readAllBytes(file(name)), StandardCharsets.UTF_8);
    }

    private static Path file(String name) {
        return Paths.get(System.getenv("XDG_CONFIG_HOME"), "lamap", "instruments", name + ".toml");
    }

    /** The next enhancement starts with it, whatever was chosen before. */
    private void listed() throws Exception {
        ImagePlus map = Samples.unknownCounts();
        map.show();
        IJ.doCommand("Enhance LA map...");
        Window form = GuiScreen.form("Enhance LA map (lamap");
        GuiScreen.check(GuiScreen.choice(form, "preset").getSelectedItem().equals(NAME)
                && GuiScreen.text(form, "beam_size").getText().equals("25")
                && GuiScreen.text(form, "washout").getText().equals("0.8"), "the enhancement starts with the instrument");
        end(form);
        map.changes = false;
        map.close();
    }

    /** The form starts with the instrument that was used last. */
    private void changed() throws Exception {
        IJ.doCommand(COMMAND);
        Window form = GuiScreen.form("My instrument");
        GuiScreen.check(GuiScreen.text(form, "name").getText().equals(NAME)
                && GuiScreen.text(form, "repetition_rate").getText().equals("20"), "the last instrument can be changed");
        end(form);
    }

    /** Another instrument of the same name is kept, and then replaced, as the user answers. */
    private void kept() throws Exception {
        IJ.run("Record...");
        IJ.doCommand(COMMAND);
        Window form = GuiScreen.form("My instrument");
        GuiScreen.choose(GuiScreen.choice(form, "everything_else"), KeyValues.NO_PRESET);
        GuiScreen.text(form, "beam_size").setText("5");
        screen.key(form, KeyEvent.VK_ENTER);
        Window question = GuiScreen.question("My instrument");
        IJ.wait(500);
        screen.shot("instrument-replace");
        GuiScreen.press(question, "Keep");
        Window again = GuiScreen.form("My instrument");
        GuiScreen.check(GuiScreen.text(again, "beam_size").getText().equals("5") && saved(NAME).equals(TEXT), "it is kept, and the form is back");
        screen.key(again, KeyEvent.VK_ENTER);
        GuiScreen.press(GuiScreen.question("My instrument"), "Replace");
        GuiScreen.await("the instrument", () -> GuiScreen.status().equals("My instrument: " + NAME + " is saved") ? NAME : null);
        GuiScreen.check(saved(NAME).contains("beam_size_um = 5 #"), "it is replaced: " + saved(NAME));
        GuiScreen.await("the line of a macro that replaces it too", // written a little after the status
                () -> GuiScreen.recorded().trim().endsWith(" replace\");") ? NAME : null);
        Recorder.getInstance().close();
    }

    private void end(Window form) {
        screen.key(form, KeyEvent.VK_ESCAPE);
        GuiScreen.await("the end of the dialog", () -> form.isShowing() ? null : form);
    }
}
