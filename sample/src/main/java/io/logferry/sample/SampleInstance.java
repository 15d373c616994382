package io.logferry.sample;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.PrivateFiles;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.Secret;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL server with a typical logging configuration, and a workload that causes errors. */
public final class SampleInstance implements AutoCloseable {
    /** Of PostgreSQL's logging collector, relative to the data directory. */
    private static final String LOG_DIRECTORY = "log";

    private static final Map<String, String> PARAMETERS = Map.of(
            "logging_collector", "on",
            "log_destination", "stderr",
            "log_directory", LOG_DIRECTORY,
            "log_line_prefix", "%m [%p] %q%u@%d ",
            "log_min_duration_statement", SampleWorkload.SLOW_STATEMENT.toMillis() + "ms",
            "deadlock_timeout", "200ms");

    private final PrivatePostgres server;
    private final SampleWorkload workload;

    private SampleInstance(PrivatePostgres server, SampleWorkload workload) {
        this.server = server;
        this.workload = workload;
    }

    /** Starts the server and the workload. Data and passwords are in {@code folder}, which is created if absent. */
    public static SampleInstance start(PostgresBinaries binaries, Path folder) {
        PrivateFiles.folder(folder);
        Secret password = PasswordFile.readOrCreate(folder.resolve("postgres.password"));
        PrivatePostgres server = PrivatePostgres.start(
                binaries, new PrivatePostgres.Settings(folder.resolve("data"), password).withParameters(PARAMETERS));
        try {
            Secret shop = PasswordFile.readOrCreate(folder.resolve("shop.password"));
            return new SampleInstance(server, SampleWorkload.start(ShopDatabase.open(server, shop)));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    public PrivatePostgres server() {
        return server;
    }

    /** PostgreSQL's major version, such as {@code 18}. */
    String version() {
        return PrivateFiles.read(server.dataDirectory().resolve("PG_VERSION"))
                .orElseThrow()
                .strip();
    }

    public Path logDirectory() {
        return server.dataDirectory().resolve(LOG_DIRECTORY);
    }

    /** Waits until a new sample has logged its first errors. */
    void awaitFirstErrors() {
        workload.awaitBurst();
    }

    @Override
    public void close() {
        workload.close();
        server.close();
    }
}
