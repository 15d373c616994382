package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The main process of the PostgreSQL server of a data directory: ours, or one that a killed JVM left behind. */
record Postmaster(long pid, Path dataDirectory) {
    private static final Logger LOG = Logger.getLogger(Postmaster.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** PostgreSQL's modes of shutdown, and how long to wait after each: together less than the 10 s that `up` may take to stop. */
    private static final List<Stop> STOPS = List.of(
            new Stop("INT", Duration.ofSeconds(5)),
            new Stop("QUIT", Duration.ofSeconds(2)),
            new Stop("KILL", Duration.ofSeconds(1)));

    private record Stop(String signal, Duration patience) {}

    /** The process that {@code postmaster.pid} names; empty if it doesn't run. */
    static Optional<Postmaster> of(Path dataDirectory) {
        List<String> lines = pidFile(dataDirectory);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        Postmaster postmaster = new Postmaster(Long.parseLong(lines.getFirst().strip()), dataDirectory);
        return postmaster.isRunning() ? Optional.of(postmaster) : Optional.empty();
    }

    /** Is the process with this pid a postgres of this data directory? Pids are used again, and a zombie has no command line. */
    boolean isRunning() {
        try {
            List<String> command = List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .split("\0"));
            return command.getFirst().endsWith("postgres") && command.contains(dataDirectory.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    /** Does it accept connections (line 8 of {@code postmaster.pid})? */
    boolean isReady() {
        List<String> lines = pidFile(dataDirectory);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(pid))
                && List.of("ready", "standby").contains(lines.get(7).strip());
    }

    /** Stops it: it closes all connections and, unless that takes too long, makes a checkpoint. */
    void stop() throws IOException, InterruptedException {
        for (Stop stop : STOPS) {
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

    private static List<String> pidFile(Path dataDirectory) {
        return PrivateFiles.read(dataDirectory.resolve("postmaster.pid"))
                .orElse("")
                .lines()
                .toList();
    }
}
