package io.logferry.cli.terminal;

import java.time.Duration;

/** One line on standard error that is drawn over and over, if a person looks at it; otherwise nothing at all. */
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
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop)); // Ctrl-C leaves no half line behind
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
        // One line, whatever an instance is called.
        String shown = VisibleText.of(title).replaceAll("\\s", " ") + " ";
        int bar = Math.min(LONGEST_BAR, room - shown.length() - right.length());
        if (bar < SHORTEST_BAR) { // a narrow window: the name gives way first, then the bar
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

    /** As many of the details, which have two blanks between them, as there is room for. */
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

    /** Wipes the line, so that something else can be written. */
    public synchronized void clear() {
        if (onScreen) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            onScreen = false;
        }
    }

    /** Wipes the line for good. */
    public synchronized void stop() {
        clear();
        stopped = true;
    }

    /** A line for everybody, also where standard error is no terminal. */
    public synchronized void warn(String line) {
        clear();
        terminal.err().println("logferry: " + VisibleText.of(line));
    }

    /** A line that stays, above the progress. */
    public synchronized void note(String line) {
        clear();
        terminal.note(line);
    }
}
