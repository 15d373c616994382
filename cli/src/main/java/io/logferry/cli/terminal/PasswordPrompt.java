package io.logferry.cli.terminal;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Prompts for a password at the controlling terminal. {@link System#console()} does not work if standard output is a
 * pipe, as in {@code logferry download -o - | less}.
 */
public final class PasswordPrompt {
    private static final Path TTY = Path.of("/dev/tty");

    private PasswordPrompt() {}

    /** Empty if there is no terminal or no answer. */
    public static Optional<String> ask(String question) {
        if (!Files.isReadable(TTY) || !Files.isWritable(TTY)) {
            return Optional.empty();
        }
        try (var screen = new PrintStream(new FileOutputStream(TTY.toFile()), true, StandardCharsets.UTF_8);
                var keyboard = new BufferedReader(
                        new InputStreamReader(new FileInputStream(TTY.toFile()), StandardCharsets.UTF_8))) {
            String answer = readWithoutEcho(screen, question, keyboard);
            screen.println();
            return Optional.ofNullable(answer).filter(text -> !text.isEmpty());
        } catch (IOException noTerminal) { // e.g. ENXIO: the file is there, but the process has no terminal
            return Optional.empty();
        }
    }

    private static @org.jspecify.annotations.Nullable String readWithoutEcho(
            PrintStream screen, String question, BufferedReader keyboard) throws IOException {
        Thread restore = new Thread(() -> {
            stty("echo");
            screen.println();
        });
        Runtime.getRuntime().addShutdownHook(restore); // so that Ctrl-C at the prompt restores the terminal
        stty("-echo");
        try {
            screen.print(question); // after the echo is off, so that a pasted password is not shown
            screen.flush();
            return keyboard.readLine();
        } finally {
            stty("echo");
            Runtime.getRuntime().removeShutdownHook(restore);
        }
    }

    private static void stty(String setting) {
        try {
            new ProcessBuilder("stty", setting)
                    .redirectInput(TTY.toFile())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noStty) {
            throw new java.io.UncheckedIOException("the terminal's echo can't be turned off; set OS_PASSWORD", noStty);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
