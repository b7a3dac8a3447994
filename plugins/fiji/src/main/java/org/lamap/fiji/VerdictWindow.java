// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import ij.WindowManager;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Font;
import java.util.Locale;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JToggleButton;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;
import org.lamap.Verdict;

/** The verdict on an enhanced map, in words and as a colour; the numbers are below, in a fold. */
final class VerdictWindow extends JFrame {
    private static final long serialVersionUID = 1L;
    private static final int TEXT_WIDTH = 440;
    private static final Dimension NUMBERS = new Dimension(740, 330);
    /** Of green, amber and red, on which black (or white) letters are read. */
    private static final Color[] COLOURS = {new Color(0x8fd19e), new Color(0xffd27f), new Color(0xf2a3a0)};
    private static final int GAP = 10;

    private VerdictWindow(String title, Verdict verdict, String note, String numbers) {
        super("Verdict: " + title);
        setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        JTextArea text = new JTextArea(numbers);
        text.setEditable(false);
        text.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 12));
        text.setCaretPosition(0);
        JScrollPane fold = new JScrollPane(text);
        fold.setPreferredSize(NUMBERS);
        fold.setVisible(false);
        JToggleButton toggle = new JToggleButton("Numbers and warnings");
        toggle.addActionListener(pressed -> {
            fold.setVisible(toggle.isSelected());
            pack();
        });
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.LEFT));
        JLabel line = line(note, Font.PLAIN, 12);
        line.setBorder(BorderFactory.createEmptyBorder(note.isEmpty() ? 0 : GAP, GAP, 0, GAP));
        buttons.add(toggle);
        JPanel top = new JPanel(new BorderLayout());
        top.add(words(verdict), BorderLayout.NORTH);
        top.add(line, BorderLayout.CENTER);
        top.add(buttons, BorderLayout.SOUTH);
        add(top, BorderLayout.NORTH);
        add(fold, BorderLayout.CENTER);
        pack();
    }

    private static JPanel words(Verdict verdict) {
        JPanel words = new JPanel();
        words.setLayout(new BoxLayout(words, BoxLayout.Y_AXIS));
        words.setBackground(COLOURS[verdict.level().ordinal()]);
        words.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
        words.add(line(verdict.level().toString().toUpperCase(Locale.ROOT), Font.BOLD, 18));
        words.add(Box.createVerticalStrut(GAP / 2));
        words.add(line(Labels.in(verdict.sentence()), Font.BOLD, 13));
        words.add(Box.createVerticalStrut(GAP / 2));
        words.add(line("Next: " + Labels.in(verdict.nextStep()), Font.PLAIN, 13));
        return words;
    }

    private static JLabel line(String text, int style, int size) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        JLabel line = new JLabel("<html><div style='width:" + TEXT_WIDTH + "px'>" + safe + "</div></html>");
        line.setFont(new Font(Font.SANS_SERIF, style, size));
        line.setForeground(Color.BLACK);
        return line;
    }

    /**
     * Shows a verdict.
     *
     * @param title of the map
     * @param verdict on its enhancement
     * @param note what else should be known at once; empty: nothing
     * @param numbers what is behind it, as text
     */
    static void show(String title, Verdict verdict, String note, String numbers) {
        SwingUtilities.invokeLater(() -> {
            VerdictWindow window = new VerdictWindow(title, verdict, note, numbers);
            WindowManager.addWindow(window);
            window.setLocationByPlatform(true);
            window.setVisible(true);
        });
    }

    @Override
    public void dispose() {
        WindowManager.removeWindow(this);
        super.dispose();
    }
}
