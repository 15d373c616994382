package io.logferry.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivateFiles;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.embedded.TestPostgres;
import io.logferry.id.Secret;
import io.logferry.source.LogServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One server for all stories that can live with its settings, on a state database of its own, started at the first call; each story adds
 * instances for itself alone. What they are read from is one PostgreSQL, each from a folder of its own, unless a story brings another.
 */
final class SharedServer {
    private final Path folder;
    private final Secret statePassword = PasswordFile.random();
    private final LogServer node;
    private final Fleet fleet;
    private final Map<String, String> settings;
    private final RunningServer server;
    private final Api api;
    private PrivatePostgres state;

    private static final class Shared {
        private static final SharedServer INSTANCE = new SharedServer();
    }

    static SharedServer get() {
        return Shared.INSTANCE;
    }

    private SharedServer() {
        try {
            this.folder = Files.createTempDirectory("logferry-stories");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        this.state = startState();
        this.node = LogServer.start(folder.resolve("node"), Map.of());
        this.fleet = new Fleet(folder).write();
        this.settings = new HashMap<>(fleet.settings());
        settings.put("logferry.store.local.directory", folder.resolve("store").toString());
        settings.put("logferry.store.local.shared", "true");
        settings.put("logferry.identity.roles", "reader");
        settings.put("quarkus.log.level", "DEBUG");
        settings.put("logferry.database.url", state.jdbcUrl("postgres"));
        settings.put("logferry.database.username", "postgres");
        settings.put("logferry.database.password", statePassword.value());
        this.server = RunningServer.on(folder.resolve("home"), settings);
        this.api = Api.of(server, fleet);
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    RunningServer server() {
        return server;
    }

    Fleet fleet() {
        return fleet;
    }

    /** Another replica beside it, with the same state and store; whoever starts it closes it. */
    RunningServer startReplica() {
        return RunningServer.on(folder.resolve("replica"), settings);
    }

    /** Where the bucket is. */
    Path store() {
        return folder.resolve("store");
    }

    /** The reader's. */
    Api api() {
        return api;
    }

    LogServer node() {
        return node;
    }

    PrivatePostgres state() {
        return state;
    }

    Secret statePassword() {
        return statePassword;
    }

    void stopState() {
        state.close();
    }

    /** On the same port as before. */
    void startStateAgain() {
        state = startState();
    }

    /** A node that is read through SQL, and the empty folder where its log is. */
    LoggedNode loggedNode(String role) {
        Path log = logFolder();
        return new LoggedNode(Fleet.Node.sql(role, node.postgres()).withLogIn(log), log);
    }

    record LoggedNode(Fleet.Node node, Path log) {}

    /** An instance of one node whose log is this text; known to the server when this returns. */
    Fleet.Instance instance(String name, String log) {
        LoggedNode logged = loggedNode("master");
        try {
            Files.writeString(logged.log().resolve("postgresql.log"), log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return add(Fleet.Instance.of(name, logged.node()));
    }

    /** Makes it known to the server. */
    Fleet.Instance add(Fleet.Instance instance) {
        fleet.add(instance);
        writeFleet();
        return instance;
    }

    /** Returns when the server has taken it up. */
    void writeFleet() {
        fleet.write();
        server.process().await("the instances of the inventory", this::known);
    }

    private Optional<Map<String, String>> known() {
        Map<String, String> statuses = new HashMap<>();
        for (JsonNode instance :
                api.get("/v3/" + fleet.project() + "/instances").ok().get("instances")) {
            statuses.put(instance.get("id").textValue(), instance.get("status").textValue());
        }
        return Optional.of(statuses).filter(fleet.statuses()::equals);
    }

    private Path logFolder() {
        try {
            return Files.createTempDirectory(folder, "log");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PrivatePostgres startState() {
        return PrivatePostgres.start(
                TestPostgres.binaries(),
                new PrivatePostgres.Settings(folder.resolve("state/data"), statePassword).withoutDurability());
    }

    private void remove() {
        server.close();
        node.close();
        state.close();
        try {
            PrivateFiles.deleteTree(folder);
        } catch (IOException e) {
            throw new AssertionError("The folder " + folder + " of the stories can't be removed", e);
        }
    }
}
