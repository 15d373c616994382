package io.logferry.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The current value of a YAML file. Compares the contents of the file, and of the files that its secrets refer to, at short intervals, so that it
 * notices writing in place, atomic renames and replaced symlinks (as in Kubernetes). If the new content is broken, the last good value stays.
 */
public final class WatchedFile<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WatchedFile.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Path file;
    private final YamlMapping.Reader<T> reader;
    private final Map<String, String> environment;
    private RememberedFiles read;
    private @Nullable RememberedFiles unsettled;
    private volatile @Nullable ScheduledExecutorService watching;
    private volatile State<T> state;

    private record State<T>(T value, Optional<String> problem) {}

    /**
     * Loads the file; {@link #watch} follows its changes.
     *
     * @param environment what <code>${env:NAME}</code> refers to
     * @throws InvalidFileException with every problem of the file
     */
    public WatchedFile(Path file, YamlMapping.Reader<T> reader, Map<String, String> environment)
            throws InvalidFileException {
        this.file = file;
        this.reader = reader;
        this.environment = environment;
        this.read = new RememberedFiles();
        YamlDocument<T> document = YamlDocument.read(file, reader, environment, read);
        document.warnings().forEach(LOG::warn);
        this.state = new State<>(document.value(), Optional.empty());
    }

    /** The last good value. */
    public T value() {
        return state.value();
    }

    /** What is wrong with the file now; empty if {@link #value} is its content. */
    public Optional<String> problem() {
        return state.problem();
    }

    /** Checks the file twice a second until {@link #close}. */
    public synchronized void watch() {
        if (watching != null) {
            return;
        }
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task ->
                Thread.ofPlatform().daemon().name("watch " + file.getFileName()).unstarted(task));
        watching = watcher;
        ScheduledFuture<?> unused = watcher.scheduleWithFixedDelay(
                this::checkAndContinue, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Checks the file once. Loads a change only if two checks in a row find the same content, because a file that is being written may be
     * well-formed and still incomplete.
     */
    public synchronized void check() {
        RememberedFiles now = read.again();
        if (now.sameAs(read)) {
            unsettled = null;
        } else if (unsettled == null || !now.sameAs(unsettled)) {
            unsettled = now;
        } else {
            unsettled = null;
            load();
        }
    }

    /** Does not wait for a check that is running. */
    @Override
    public void close() {
        ScheduledExecutorService current = watching;
        if (current != null) {
            current.shutdownNow();
        }
    }

    private void load() {
        RememberedFiles reading = new RememberedFiles();
        try {
            YamlDocument<T> document = YamlDocument.read(file, reader, environment, reading);
            state = new State<>(document.value(), Optional.empty());
            LOG.infof("%s has changed and was read again", file);
            document.warnings().forEach(LOG::warn);
        } catch (InvalidFileException broken) {
            state = new State<>(state.value(), Optional.of(String.valueOf(broken.getMessage())));
            LOG.errorf(
                    "%s has changed and can't be used; its last good content stays in force.%n%s",
                    file, broken.getMessage());
        } finally {
            read = reading;
        }
    }

    private void checkAndContinue() {
        try {
            check();
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "%s could not be checked; it is tried again", file);
        }
    }
}
