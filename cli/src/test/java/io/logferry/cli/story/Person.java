package io.logferry.cli.story;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Someone who types into a shell: in a pseudo-terminal (util-linux' {@code script}), or in a script with pipes. */
final class Person {
    static final String LOGFERRY = System.getProperty("logferry.command");

    private final Path folder;
    private final Map<String, String> environment;

    Person(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.environment.putAll(Map.of("LANG", "C.UTF-8", "TERM", "xterm", "NO_COLOR", ""));
    }

    Person with(String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return new Person(folder, changed);
    }

    Person without(String name) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.remove(name);
        return new Person(folder, changed);
    }

    /** A command line of the shell; both streams are pipes. {@code logferry} is the command under test. */
    Running types(String line) {
        return start(List.of("sh", "-c", line.replace("logferry ", quoted(LOGFERRY) + " ")));
    }

    /** The same at a terminal of 100 columns, which shows both streams. */
    Running typesAtTerminal(String line) {
        String inside = "stty cols 100; exec " + line.replace("logferry ", quoted(LOGFERRY) + " ");
        // Tests that run in the background ignore Ctrl-C, and child processes inherit this; the shell of a terminal
        // does not ignore it.
        return start(List.of("env", "--default-signal=INT", "script", "-qefc", inside, "/dev/null"));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    static String command(String... words) {
        return List.of(words).stream().map(Person::quoted).collect(Collectors.joining(" "));
    }

    private Running start(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("OS_"));
            builder.environment().putAll(environment);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return new Running(builder.start());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A running command, and its output so far. */
    static final class Running {
        private final Process process;
        private final StringBuffer out = new StringBuffer();
        private final StringBuffer err = new StringBuffer();
        private final Thread outReader;
        private final Thread errReader;

        private Running(Process process) {
            this.process = process;
            this.outReader = Thread.ofVirtual().start(() -> read(process.getInputStream(), out));
            this.errReader = Thread.ofVirtual().start(() -> read(process.getErrorStream(), err));
        }

        private static void read(InputStream stream, StringBuffer said) {
            byte[] piece = new byte[8192];
            try (stream) {
                for (int length = stream.read(piece); length >= 0; length = stream.read(piece)) {
                    said.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException ended) {
                said.append("\n[the stream broke: ").append(ended.getMessage()).append("]");
            }
        }

        /** Bytes as they came, taken for UTF-8. */
        String out() {
            return new String(out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        String err() {
            return new String(err.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        void awaitOutput(String words) {
            await(words).atMost(Duration.ofMinutes(5)).until(() -> out().contains(words));
        }

        /** At the terminal; {@code \003} is Ctrl-C. */
        void keys(String keys) {
            try {
                process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        int exitCode() {
            try {
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroy();
                    throw new AssertionError("still running; it said:\n" + out() + err());
                }
                outReader.join();
                errReader.join();
                return process.exitValue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        void stop() {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
