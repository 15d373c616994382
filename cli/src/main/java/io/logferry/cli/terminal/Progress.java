package io.logferry.cli.terminal;

import java.time.Duration;

/** A progress line on standard error, if that is a terminal; otherwise prints nothing. */
public final class Progress {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;

    private final Terminal terminal;
    private long lastDrawn;
    private boolean onScreen;
    private boolean stopped;

    public Progress(Terminal terminal) {
        this.terminal = terminal;
        if (terminal.errIsTerminal()) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop)); // so that Ctrl-C leaves no partial line
        }
    }

    /**
     * Draws {@code title ━━━━──── 40 % details}, at most ten times a second.
     *
     * @param done from 0 to 1
     */
    public synchronized void draw(String title, double done, String details) {
        long now = System.nanoTime();
        if (stopped || !terminal.errIsTerminal() || onScreen && now - lastDrawn < REDRAW.toNanos()) {
            return;
        }
        lastDrawn = now;
        onScreen = true;
        terminal.err().print("\r\u001b[K" + line(title, done, details));
        terminal.err().flush();
    }

    private String line(String title, double done, String details) {
        String percent = String.format("%3d %%", Math.clamp(Math.round(Math.floor(done * 100)), 0, 100));
        int room = terminal.columns() - 1;
        String right = fitting(" " + percent + (details.isEmpty() ? "" : "  " + details), room);
        // One line, with any name of an instance.
        String shown = VisibleText.of(title).replaceAll("\\s", " ") + " ";
        int bar = Math.min(LONGEST_BAR, room - shown.length() - right.length());
        if (bar < SHORTEST_BAR) { // a narrow window: shorten the name first, then the bar
            bar = Math.min(SHORTEST_BAR, room - right.length());
            int forTitle = room - right.length() - bar;
            shown = forTitle < 2 ? "" : shortened(shown, forTitle);
        }
        int filled = (int) Math.clamp(Math.floor(done * bar), 0, bar);
        String full = (terminal.utf8() ? "━" : "#").repeat(filled);
        String empty = (terminal.utf8() ? "─" : "-").repeat(bar - filled);
        boolean colours = terminal.errorColours();
        return shown + Colour.CYAN.paint(full, colours) + Colour.FAINT.paint(empty, colours) + right;
    }

    /** As many of the details as fit; they are separated by two blanks. */
    private static String fitting(String text, int room) {
        String fitting = text;
        while (fitting.length() > room && fitting.lastIndexOf("  ") > 0) {
            fitting = fitting.substring(0, fitting.lastIndexOf("  "));
        }
        return fitting.substring(0, Math.min(room, fitting.length()));
    }

    /** @param title with the blank that follows it */
    private static String shortened(String title, int length) {
        return title.length() <= length ? title : title.substring(0, length - 2) + "… ";
    }

    /** Clears the line, so that something else can be written. */
    public synchronized void clear() {
        if (onScreen) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            onScreen = false;
        }
    }

    /** Clears the line and draws no more. */
    public synchronized void stop() {
        clear();
        stopped = true;
    }

    /** Prints a line, even if standard error is not a terminal. */
    public synchronized void warn(String line) {
        clear();
        terminal.err().println("logferry: " + VisibleText.of(line));
    }

    /** Prints a line above the progress line. */
    public synchronized void note(String line) {
        clear();
        terminal.note(line);
    }
}
