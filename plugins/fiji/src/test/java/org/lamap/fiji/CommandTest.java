// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.app.event.StatusEvent;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;

class CommandTest {
    private Context context;
    private CommandService commands;

    @BeforeEach
    void start() {
        context = new Context(CommandService.class, StatusService.class, EventService.class);
        commands = context.service(CommandService.class);
    }

    @AfterEach
    void stop() {
        context.dispose();
    }

    private CommandModule run(Class<? extends org.scijava.command.Command> command, Object... inputs) throws Exception {
        return commands.run(command, true, inputs).get();
    }

    @Test
    void commands_are_found_without_a_menu_path() {
        for (String name : new String[] {"EnhanceCommand", "SimulateCommand", "ImportCommand", "LinesCommand", "InfoCommand"}) {
            CommandInfo info = commands.getCommand("org.lamap.fiji." + name);
            assertNotNull(info, name);
            assertTrue(info.getMenuPath().isEmpty() && info.canRunHeadless(), name);
        }
    }

    @Test
    void a_command_gives_what_the_core_gives() throws Exception {
        NativePart.assumeThere();
        CommandModule module = run(EnhanceCommand.class, "input", Samples.stack(), "elements", "Zn66",
                "settings", "magnification=2 method=physics", "conditions", "beam_size_um=20 pulse_response=none");
        ImagePlus expected = new MapEnhancement(KeyValues.settings(KeyValues.pairs("magnification=2 method=physics")),
                        KeyValues.conditions("none", "beam_size_um=20 pulse_response=none"))
                .elements("Zn66").run(Samples.stack(), null).estimate();
        ImagePlus output = (ImagePlus) module.getOutput("output");
        assertArrayEquals((float[]) expected.getStack().getPixels(1), (float[]) output.getStack().getPixels(1));
        assertEquals(3.5, output.getCalibration().pixelWidth, 1e-9);
        assertTrue(module.getOutput("report").toString().startsWith("{"));
        assertNotNull(module.getOutput("deviation"));
        assertNotNull(module.getOutput("chiSquare"));
    }

    @Test
    void line_scans_are_a_map_that_an_enhancement_knows_the_conditions_of(@TempDir Path folder) throws Exception {
        NativePart.assumeThere();
        Path signal = LineScene.signal(folder.resolve("a signal.csv"));
        Path log = LineScene.log(folder.resolve("a log.csv"));
        ImagePlus map = (ImagePlus) run(LinesCommand.class, "path", signal.toFile(), "log", log.toFile()).getOutput("output");
        LinesTest.assertIsScene(map);
        String report = run(EnhanceCommand.class, "input", map, "settings", "method=physics").getOutput("report").toString();
        ImagePlus plain = map.duplicate();
        plain.setProp(KnownConditions.PROPERTY, null);
        String same = run(EnhanceCommand.class, "input", plain, "settings", "method=physics",
                "conditions", KnownConditions.of(map)).getOutput("report").toString();
        assertEquals(conditions(same), conditions(report));
        assertTrue(conditions(report).contains("\"repetition_rate_hz\":\"40\""), report);
        assertThrows(ExecutionException.class, () -> run(ImportCommand.class, "path", signal.toFile()));
    }

    private static String conditions(String report) {
        String from = report.replaceAll("\\s", "").replaceAll("^.*?\"conditions\":", "");
        return from.substring(0, from.indexOf('}'));
    }

    @Test
    void a_failure_is_an_exception() {
        NativePart.assumeThere();
        ImagePlus image = Samples.stack();
        image.getCalibration().setUnit("pixel");
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> run(EnhanceCommand.class, "input", image));
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(cause.getMessage().contains("state it in µm"), cause.getMessage());
    }

    /** Cancels at the first step of the work that it hears of. */
    public static final class Canceller {
        final List<String> heard = new ArrayList<>();
        org.scijava.module.Module module;

        @EventHandler
        public void on(StatusEvent event) {
            heard.add(event.getStatusMessage());
            if (event.getStatusMessage().contains("restore")) {
                ((org.scijava.Cancelable) module.getDelegateObject()).cancel("enough");
            }
        }
    }

    @Test
    void a_cancelled_command_gives_no_image() throws Exception {
        NativePart.assumeThere();
        Canceller canceller = new Canceller();
        context.service(EventService.class).subscribe(canceller);
        canceller.module = context.service(org.scijava.module.ModuleService.class)
                .createModule(commands.getCommand(EnhanceCommand.class));
        org.scijava.module.Module module = context.service(org.scijava.module.ModuleService.class)
                .run(canceller.module, true, "input", Samples.stack(), "settings", "method=physics").get();
        assertNull(module.getOutput("output"));
        assertTrue(canceller.heard.toString().contains("/3), restore, physics"), canceller.heard.toString());
    }

    @Test
    void a_sample_is_simulated_and_information_given() throws Exception {
        NativePart.assumeThere();
        ImagePlus map = (ImagePlus) run(SimulateCommand.class, "input", SimulationTest.cells(), "conditions", "beam_size_um=5").getOutput("output");
        assertEquals("counts", map.getCalibration().getValueUnit());
        assertTrue(run(InfoCommand.class).getOutput("text").toString().contains("Presets"));
    }
}
