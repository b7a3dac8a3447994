// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.lamap.Lamap;

class JarTest {
    private static String resource(String name) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                EnhancePlugIn.class.getResourceAsStream(name), StandardCharsets.UTF_8));
        return reader.lines().collect(Collectors.joining("\n"));
    }

    private static File jarOf(Class<?> part) {
        return new File(part.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    @Test
    void imagej_lists_jars_with_an_underscore_only() {
        assertTrue(jarOf(EnhancePlugIn.class).getName().matches(".*_.*\\.jar"), jarOf(EnhancePlugIn.class).getName());
    }

    @Test
    void one_jar_holds_the_library_too() {
        assertTrue(jarOf(Lamap.class).equals(jarOf(EnhancePlugIn.class)));
    }

    @Test
    void every_menu_entry_names_a_class() throws Exception {
        for (String line : resource("/plugins.config").split("\n")) {
            if (!line.startsWith("#")) {
                assertNotNull(Class.forName(line.substring(line.lastIndexOf(',') + 1).trim()));
            }
        }
    }

    @Test
    void commands_are_indexed() {
        String index = resource("/META-INF/json/org.scijava.plugin.Plugin");
        for (String command : new String[] {"Enhance", "Simulate", "Import", "Lines", "Info"}) {
            assertTrue(index.contains("org.lamap.fiji." + command + "Command"), index);
        }
    }
}
