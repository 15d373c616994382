package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The main process of the PostgreSQL server of one data directory: ours, or one left over from a JVM that was killed. */
record Postmaster(long pid, Path dataDirectory) {
    private static final Logger LOG = Logger.getLogger(Postmaster.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** How to ask for the end, from polite to rude, and how long to wait for it: together below the 10 s that a stop may take. */
    private enum Stop {
        FAST("INT", Duration.ofSeconds(5)),
        IMMEDIATE("QUIT", Duration.ofSeconds(2)),
        KILL("KILL", Duration.ofSeconds(1));

        private final String signal;
        private final Duration patience;

        Stop(String signal, Duration patience) {
            this.signal = signal;
            this.patience = patience;
        }
    }

    /** The one that the data directory's own {@code postmaster.pid} names, if it lives. */
    static Optional<Postmaster> of(Path dataDirectory) throws IOException {
        List<String> lines = pidFile(dataDirectory);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        Postmaster postmaster = new Postmaster(Long.parseLong(lines.getFirst().strip()), dataDirectory);
        return postmaster.isRunning() ? Optional.of(postmaster) : Optional.empty();
    }

    /** Is the process with this pid really a postgres of this data directory? Pids are used again, and a zombie is none. */
    boolean isRunning() {
        try {
            List<String> command = List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .split("\0"));
            return command.getFirst().endsWith("postgres") && command.contains(dataDirectory.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    /** Has it said that it accepts connections (line 8 of {@code postmaster.pid})? */
    boolean isReady() throws IOException {
        List<String> lines = pidFile(dataDirectory);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(pid))
                && List.of("ready", "standby").contains(lines.get(7).strip());
    }

    /** Ends it: connections are cut off and, unless it takes too long, a checkpoint is made. */
    void stop() throws IOException, InterruptedException {
        for (Stop stop : Stop.values()) {
            if (!isRunning()) {
                return;
            }
            new ProcessBuilder("/bin/sh", "-c", "kill -" + stop.signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (waitForEnd(stop.patience)) {
                return;
            }
            LOG.warnf("PostgreSQL in %s (pid %d) did not end on SIG%s", dataDirectory, pid, stop.signal);
        }
        throw new PostgresStartException("PostgreSQL in " + dataDirectory + " (pid " + pid + ") can't be stopped");
    }

    private boolean waitForEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isRunning()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    private static List<String> pidFile(Path dataDirectory) throws IOException {
        try {
            return Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }
}
