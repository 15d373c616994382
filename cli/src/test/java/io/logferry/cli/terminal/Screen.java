package io.logferry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal, or a pair of pipes, whose text can be looked at. */
public final class Screen {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private Screen(boolean isTerminal, boolean colours, int columns) {
        terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isTerminal,
                isTerminal,
                colours,
                colours,
                columns,
                true);
    }

    public static Screen colourful() {
        return new Screen(true, true, 80);
    }

    public static Screen plain(int columns) {
        return new Screen(true, false, columns);
    }

    public static Screen pipes() {
        return new Screen(false, false, 80);
    }

    public Terminal terminal() {
        return terminal;
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
