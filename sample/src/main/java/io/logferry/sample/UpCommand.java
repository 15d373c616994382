package io.logferry.sample;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.PrivateFiles;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.ProcessLock;
import io.logferry.id.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code up}: the whole service with its embedded defaults and an instance to try it with. Before the server starts, {@link #start} prepares what it
 * needs, and {@link #settings} has its settings; {@link #ready} informs people and scripts; {@link #close} stops what was started here.
 */
public final class UpCommand implements AutoCloseable {
    /** Finds the log of a PostgreSQL that nobody has described yet. */
    @FunctionalInterface
    public interface LogFinder {
        /** The path for the inventory; empty if the logging collector writes the log, or if it can't be found. */
        Optional<String> findLog(PostgresDsn dsn);
    }

    private final Path home;
    private final ProcessLock lock;
    private final UpFiles files;
    private final Optional<SampleInstance> sample;

    private UpCommand(Path home, ProcessLock lock, UpFiles files, Optional<SampleInstance> sample) {
        this.home = home;
        this.lock = lock;
        this.files = files;
        this.sample = sample;
    }

    /**
     * @param home is created if absent
     * @param arguments none, or {@code --dsn URL [--log-path PATH]}: then this PostgreSQL is the instance, in place of the sample
     * @param logFinder is asked if the arguments name a PostgreSQL, but not its log
     * @throws IllegalArgumentException if the arguments are wrong
     */
    public static UpCommand start(Path home, List<String> arguments, LogFinder logFinder) {
        Optional<OwnPostgres> own = OwnPostgres.parse(arguments);
        Path absolute = PrivateFiles.folder(home.toAbsolutePath().normalize());
        ProcessLock lock = lock(absolute);
        try {
            return start(absolute, lock, own, logFinder);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static UpCommand start(Path home, ProcessLock lock, Optional<OwnPostgres> own, LogFinder logFinder) {
        UpFiles files = new UpFiles(home);
        forget(files.environment());
        files.writeUsers();
        if (own.isPresent()) {
            PostgresDsn dsn = own.get().dsn();
            files.writeInventory(
                    "own", Optional.empty(), dsn, own.get().logPath().or(() -> logFinder.findLog(dsn)));
            return new UpCommand(home, lock, files, Optional.empty());
        }
        SampleInstance sample = SampleInstance.start(
                PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(home)), home.resolve("sample"));
        try {
            addToInventory(files, sample);
            return new UpCommand(home, lock, files, Optional.of(sample));
        } catch (RuntimeException e) {
            sample.close();
            throw e;
        }
    }

    /** Called before any file in the home changes, because another `up` may be using them. */
    private static ProcessLock lock(Path home) {
        try {
            return ProcessLock.tryTake(home.resolve("up.lock"))
                    .orElseThrow(() -> new IllegalStateException("The home " + home
                            + " is in use by another `up`. Stop it, or choose another home (LOGFERRY_HOME)."));
        } catch (IOException e) {
            throw new UncheckedIOException("The file up.lock in " + home + " can't be created", e);
        }
    }

    /** The server's settings, by their property names. */
    public Map<String, String> settings() {
        return Map.of(
                "logferry.home", home.toString(),
                "logferry.bind", "127.0.0.1",
                "logferry.inventory", files.inventory().toString(),
                "logferry.identity.users", files.users().toString());
    }

    public Path inventory() {
        return files.inventory();
    }

    /** Is the instance the user's PostgreSQL ({@code --dsn})? Then the inventory must be checked before the server starts. */
    public boolean isOnOwnPostgres() {
        return sample.isEmpty();
    }

    /**
     * Writes {@code up.env} and prints the address and the commands to try.
     *
     * @param endpoint of the server, without a slash at its end, such as {@code http://127.0.0.1:8080}
     */
    public void ready(URI endpoint, PrintStream out) {
        sample.ifPresent(SampleInstance::awaitFirstErrors);
        files.writeEnvironment(endpoint, sample);
        out.println(UpGuide.text(endpoint, files.environment()));
        out.flush();
    }

    @Override
    public void close() {
        try {
            sample.ifPresent(SampleInstance::close);
        } finally {
            lock.close();
        }
    }

    private static void addToInventory(UpFiles files, SampleInstance instance) {
        PrivatePostgres server = instance.server();
        Secret password = PasswordFile.readOrCreate(files.own("sample.password"));
        ReaderLogin.make(server, password);
        files.writeInventory(
                "sample",
                Optional.of(instance.version()),
                new PostgresDsn("127.0.0.1", server.port(), "postgres", ReaderLogin.NAME, password, "disable", ""),
                Optional.empty());
    }

    /** Scripts wait for this file, so the one of an earlier run must not be there. */
    private static void forget(Path environment) {
        try {
            Files.deleteIfExists(environment);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + environment + " of an earlier run can't be removed", e);
        }
    }
}
