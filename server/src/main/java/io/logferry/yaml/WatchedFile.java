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
 * The value of a YAML file as it is now. The file, and the files that its secrets refer to, are looked at again and again by content, so
 * that writing in place, atomic renames and swapped symlinks (as Kubernetes does it) are all seen. Where the new content is broken, the
 * last good value stays.
 */
public final class WatchedFile<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WatchedFile.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Path file;
    private final YamlReader<T> reader;
    private final Map<String, String> environment;
    private RememberedFiles read;
    private @Nullable RememberedFiles unsettled;
    private volatile @Nullable ScheduledExecutorService watching;
    private volatile State<T> state;

    private record State<T>(T value, Optional<String> problem) {}

    /**
     * Loads the file; {@link #watch} then keeps up with it.
     *
     * @param environment what <code>${env:NAME}</code> refers to
     * @throws InvalidFileException with every problem of the file
     */
    public WatchedFile(Path file, YamlReader<T> reader, Map<String, String> environment) throws InvalidFileException {
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

    /** What is wrong with the file as it is now; empty where it is what {@link #value} says. */
    public Optional<String> problem() {
        return state.problem();
    }

    /** Begins to look at the file twice a second, until {@link #close}. */
    public synchronized void watch() {
        if (watching != null) {
            return;
        }
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task ->
                Thread.ofPlatform().daemon().name("watch " + file.getFileName()).unstarted(task));
        watching = looking;
        ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(
                this::checkAndGoOn, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks once. A change is taken when two looks in a row see the same, because a file that is just being written may be well-formed
     * and yet not whole.
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

    /** Doesn't wait for a look that is under way. */
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
            LOG.errorf("%s has changed and can't be used; what it said before stays.%n%s", file, broken.getMessage());
        } finally {
            read = reading;
        }
    }

    private void checkAndGoOn() {
        try {
            check();
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "%s could not be looked at; it is tried again", file);
        }
    }
}
