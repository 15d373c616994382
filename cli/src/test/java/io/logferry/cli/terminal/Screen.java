package io.logferry.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal, or a pair of pipes, whose text a test can read. */
public final class Screen {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private Screen(boolean isTerminal, boolean colours, int columns) {
        terminal = terminal(Output.to(out), isTerminal, colours, columns);
    }

    private Screen(OutputStream instead) {
        terminal = terminal(Output.to(instead), false, false, 80);
    }

    private Terminal terminal(Output output, boolean isTerminal, boolean colours, int columns) {
        return new Terminal(
                output,
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

    /** A pipe or a file on which every write fails with this message of the operating system. */
    public static Screen taking(String nothing) {
        return new Screen(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(nothing);
            }
        });
    }

    public Terminal terminal() {
        return terminal;
    }

    public String out() {
        terminal.out().flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
