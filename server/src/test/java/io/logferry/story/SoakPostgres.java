package io.logferry.story;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real PostgreSQL behind a relay, to be stopped, killed and cut off. */
final class SoakPostgres implements AutoCloseable {
    private final PrivatePostgres.Settings settings;
    private final FaultyRelay relay;
    private PrivatePostgres server;

    private SoakPostgres(PrivatePostgres.Settings settings) throws IOException {
        this.settings = settings;
        this.server = PrivatePostgres.start(TestPostgres.binaries(), settings);
        this.relay = new FaultyRelay(server.port());
    }

    static SoakPostgres start(Path folder) throws IOException {
        return new SoakPostgres(new PrivatePostgres.Settings(folder.resolve("data"), PasswordFile.random())
                .withoutDurability()
                .withParameters(Map.of("max_connections", "200")));
    }

    PrivatePostgres server() {
        return server;
    }

    FaultyRelay relay() {
        return relay;
    }

    void stop() {
        server.close();
    }

    /** kill -9 of its postmaster; the server's other processes see it and end. */
    void kill() throws IOException {
        String pid = Files.readAllLines(server.dataDirectory().resolve("postmaster.pid"))
                .getFirst()
                .strip();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        server.close();
    }

    void startAgain() {
        server = PrivatePostgres.start(TestPostgres.binaries(), settings);
        relay.retarget(server.port());
    }

    @Override
    public void close() throws IOException {
        relay.close();
        server.close();
    }
}
