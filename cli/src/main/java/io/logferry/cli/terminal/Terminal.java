package io.logferry.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The three standard streams: which of them are terminals, and how to write to them.
 *
 * @param colours whether standard output takes colours
 * @param errorColours whether standard error takes colours
 * @param columns the width in characters
 * @param utf8 whether it shows more than ASCII
 */
public record Terminal(
        Output out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean colours,
        boolean errorColours,
        int columns,
        boolean utf8) {

    private static final int USUAL_COLUMNS = 80;

    /** Reads what the launcher found out (system properties {@code logferry.*}); without it no stream counts as a terminal. */
    public static Terminal ofProcess(Map<String, String> environment) {
        String terminals = System.getProperty("logferry.terminal", "");
        boolean colourful = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean out = terminals.contains("1");
        boolean err = terminals.contains("2");
        return new Terminal(
                Output.to(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                        true,
                        StandardCharsets.UTF_8),
                out,
                err,
                out && colourful,
                err && colourful,
                columns(System.getProperty("logferry.columns", "")),
                Boolean.getBoolean("logferry.utf8"));
    }

    private static int columns(String text) {
        return text.matches("[1-9][0-9]{1,4}") ? Integer.parseInt(text) : USUAL_COLUMNS;
    }

    /** Standard output for bytes, without buffer and encoding; at a terminal, control characters become visible. */
    public OutputStream bytes() {
        out.flush();
        OutputStream bytes = new FileOutputStream(FileDescriptor.out);
        return outIsTerminal ? new VisibleBytes(bytes) : bytes;
    }

    /** Prints a message only if standard error is a terminal. */
    public void note(String line) {
        if (errIsTerminal) {
            err.println(line);
        }
    }
}
