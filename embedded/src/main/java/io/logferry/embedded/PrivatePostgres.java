package io.logferry.embedded;

import io.logferry.id.Secret;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server that we start ourselves, on 127.0.0.1 only. Other local users need the password as well (SCRAM); the usual embedded servers
 * for tests trust them (decision 6).
 */
public final class PrivatePostgres implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PrivatePostgres.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final DataDirectory directory;
    private final ProcessLock lock;
    private final Postmaster postmaster;
    private final Secret password;
    private final int port;

    private PrivatePostgres(
            DataDirectory directory, ProcessLock lock, Postmaster postmaster, Secret password, int port) {
        this.directory = directory;
        this.lock = lock;
        this.postmaster = postmaster;
        this.password = password;
        this.port = port;
    }

    /**
     * @param dataDirectory created if absent, with mode 0700; {@code NAME.lock} and {@code NAME.out} are created beside it
     * @param port 0: the port of the last start, or any free port if there was none or it is in use
     * @param password of the superuser {@code postgres}; it is set when the data directory is created and must not change later
     * @param durable false: faster, but a crash of the machine may break the data
     * @param parameters further lines of postgresql.conf; they override the defaults
     */
    public record Settings(
            Path dataDirectory, int port, Secret password, boolean durable, Map<String, String> parameters) {
        public Settings(Path dataDirectory, Secret password) {
            this(dataDirectory, 0, password, true, Map.of());
        }

        public Settings withParameters(Map<String, String> more) {
            Map<String, String> all = new LinkedHashMap<>(parameters);
            all.putAll(more);
            return new Settings(dataDirectory, port, password, durable, Map.copyOf(all));
        }

        public Settings withoutDurability() {
            return new Settings(dataDirectory, port, password, false, parameters);
        }

        private Map<String, String> configuration() {
            Map<String, String> all = new LinkedHashMap<>(Map.of(
                    "listen_addresses", LOOPBACK,
                    "unix_socket_directories", "",
                    "password_encryption", "scram-sha-256",
                    "shared_buffers", "32MB",
                    "max_wal_size", "256MB",
                    "timezone", "UTC",
                    "log_timezone", "UTC"));
            if (!durable) {
                all.putAll(Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off"));
            }
            all.putAll(parameters);
            return all;
        }
    }

    /**
     * Starts the server and returns when it accepts connections. First stops a server that a killed JVM left behind in the data directory.
     *
     * @throws PostgresStartException if it can't be started, or if another process uses the data directory
     */
    public static PrivatePostgres start(PostgresBinaries binaries, Settings settings) {
        Path given = settings.dataDirectory().toAbsolutePath();
        try {
            DataDirectory directory = DataDirectory.at(given);
            ProcessLock lock = directory.lock();
            try {
                return start(binaries, directory, lock, settings);
            } catch (IOException | InterruptedException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new PostgresStartException("PostgreSQL can't be started in " + given + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresStartException("The start of PostgreSQL in " + given + " was interrupted", e);
        }
    }

    private static PrivatePostgres start(
            PostgresBinaries binaries, DataDirectory directory, ProcessLock lock, Settings settings)
            throws IOException, InterruptedException {
        PostgresBinaries.requireUserNamespaces();
        directory.initialize(binaries, settings);
        stopLeftOver(directory);
        for (int attempt = 1; ; attempt++) {
            int port = choosePort(settings.port() != 0 ? settings.port() : directory.previousPort());
            directory.configure(port, settings.configuration());
            Optional<Postmaster> started = launch(binaries, directory);
            if (started.isPresent()) {
                return new PrivatePostgres(directory, lock, started.get(), settings.password(), port);
            }
            if (attempt == ATTEMPTS) {
                throw new PostgresStartException("PostgreSQL can't be started in " + directory.path()
                        + ". Its output (see also its log there): " + directory.lastLines());
            }
            // another process took the port, or workers of a killed postmaster still run
            Thread.sleep(Duration.ofMillis(200L * attempt));
        }
    }

    private static void stopLeftOver(DataDirectory directory) throws IOException, InterruptedException {
        Optional<Postmaster> leftOver = Postmaster.of(directory.path());
        if (leftOver.isPresent()) {
            LOG.infof("Stopping the PostgreSQL that an earlier run left behind in %s", directory.path());
            leftOver.get().stop();
        }
        // If its pid belongs to another program now, PostgreSQL would refuse to start. We hold the lock, so no server
        // runs.
        Files.deleteIfExists(directory.path().resolve("postmaster.pid"));
    }

    private static Optional<Postmaster> launch(PostgresBinaries binaries, DataDirectory directory)
            throws IOException, InterruptedException {
        Process process = binaries.start(
                directory.output(), "postgres", List.of("-D", directory.path().toString()));
        Postmaster postmaster = new Postmaster(process.pid(), directory.path());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive()) {
            if (postmaster.isReady()) {
                return Optional.of(postmaster);
            }
            if (System.nanoTime() - deadline > 0) {
                postmaster.stop();
                throw new PostgresStartException("PostgreSQL in " + directory.path() + " was not ready within "
                        + PATIENCE.toSeconds() + " s. Its output (see also its log there): " + directory.lastLines());
            }
            Thread.sleep(LOOK_EVERY);
        }
        return Optional.empty();
    }

    private static int choosePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getByName(LOOPBACK);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback, wanted));
            return socket.getLocalPort();
        } catch (BindException taken) {
            try (ServerSocket any = new ServerSocket(0, 1, loopback)) {
                return any.getLocalPort();
            }
        }
    }

    public int port() {
        return port;
    }

    public Path dataDirectory() {
        return directory.path();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database;
    }

    /** Of the superuser, with the password: {@code postgresql://postgres:PASSWORD@127.0.0.1:PORT/postgres}. */
    public String dsn() {
        return "postgresql://postgres:" + password.value() + "@" + LOOPBACK + ":" + port + "/postgres";
    }

    /** Opens connections of the superuser. */
    public PGSimpleDataSource dataSource(String database) {
        return dataSource(database, "postgres", password);
    }

    /** Opens connections of this login. */
    public PGSimpleDataSource dataSource(String database, String user, Secret itsPassword) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(user);
        source.setPassword(itsPassword.value());
        return source;
    }

    /** Stops the server within 8 s. A second call does nothing. */
    @Override
    public void close() {
        try {
            postmaster.stop();
            lock.close();
        } catch (IOException e) {
            throw new PostgresStartException("PostgreSQL in " + directory.path() + " can't be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresStartException("The stop of PostgreSQL in " + directory.path() + " was interrupted", e);
        }
    }
}
