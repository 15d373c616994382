package io.logferry.wiring;

import io.logferry.api.connection.ConnectionsExtension;
import io.logferry.check.InventoryCheck;
import io.logferry.check.NodeInspector;
import io.logferry.id.NewId;
import io.logferry.id.NodeId;
import io.logferry.identity.HashPassword;
import io.logferry.instance.InventoryFile;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.sample.PostgresDsn;
import io.logferry.sample.UpCommand;
import io.logferry.yaml.InvalidFileException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;

/** The main class of the jar: serves, or runs the command in its argument. */
@QuarkusMain
public final class Main {
    private static final String USAGE = """
            usage: logferry-server [COMMAND]
              (none)                           serve
              up [--dsn postgresql://...]      serve with embedded defaults and a sample instance
              check                            check for every node of the inventory whether its log can be read
              adopt-store                      record that the store of the settings replaces the earlier one
              hash-password                    print the bcrypt hash of standard input, for users.yaml
              new-id project|instance|node     print a new id, for inventory.yaml""";

    private Main() {}

    public static void main(String... arguments) {
        CleanExit exit = CleanExit.begin();
        int code = 1;
        try {
            code = run(exit, arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (RuntimeException e) {
            System.err.println("Logferry can't start: " + e.getMessage());
        } finally {
            exit.cleaned();
        }
        System.exit(code);
    }

    private static int run(CleanExit exit, String... arguments) {
        String command = arguments.length == 0 ? "serve" : arguments[0];
        List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        return switch (command) {
            case "serve" -> serve(exit, BootSettings.read(), endpoint -> {});
            case "up" -> up(exit, rest);
            case "check" -> check(BootSettings.read().getValue("logferry.inventory", Path.class));
            case "adopt-store" -> adoptStore();
            case "hash-password" -> hashPassword();
            case "new-id" -> newId(rest);
            default -> throw new IllegalArgumentException("There is no command " + command + ".\n" + USAGE);
        };
    }

    private static int check(Path file) {
        try (InventoryFile inventory = new InventoryFile(file, System.getenv())) {
            return new InventoryCheck(new NodeInspector(Clock.systemUTC())).run(inventory, System.out) ? 0 : 1;
        } catch (InvalidFileException broken) {
            System.err.println(broken.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int adoptStore() {
        AdoptStore.run();
        return 0;
    }

    private static int hashPassword() {
        try {
            return HashPassword.run(System.in, System.out, System.err);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input can't be read: " + e.getMessage(), e);
        }
    }

    private static int newId(List<String> arguments) {
        System.out.println(NewId.of(arguments.size() == 1 ? arguments.getFirst() : ""));
        return 0;
    }

    private static int up(CleanExit exit, List<String> arguments) {
        Path home = BootSettings.read().getValue("logferry.home", Path.class);
        try (UpCommand up = UpCommand.start(home, arguments, Main::findLog)) {
            if (exit.isEnding()) {
                return CleanExit.TERMINATED;
            }
            exit.stopInTheEnd(up::close);
            up.settings().forEach(System::setProperty);
            if (up.isOnOwnPostgres() && check(up.inventory()) != 0) {
                System.err.println("Logferry was not started. Fix the problems above, then run it again."
                        + " If only the path of the log is missing, add --log-path /PATH/OF/ITS.log.");
                return 1;
            }
            System.setProperty("quarkus.log.console.json.enabled", "false");
            return serve(exit, BootSettings.read(), endpoint -> up.ready(endpoint, System.out));
        }
    }

    /** Looks where the PostgreSQL that {@code up --dsn} names writes its log. */
    private static Optional<String> findLog(PostgresDsn dsn) {
        NodeAddress address = new NodeAddress(
                dsn.host(),
                dsn.port(),
                dsn.database(),
                dsn.user(),
                dsn.password(),
                dsn.sslMode(),
                Optional.of(dsn.sslRootCert()).filter(path -> !path.isEmpty()));
        Node node = new Node(
                NodeId.random(),
                "own_node0",
                NodeRole.MASTER,
                Optional.of(address),
                new LogLocation.Sql(Optional.empty()));
        try {
            return new NodeInspector(Clock.systemUTC()).uncollectedLog(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The messages of all causes, outermost first: Quarkus wraps the exceptions of its beans. */
    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason.append(reason.isEmpty() ? "" : "\n  because: ")
                    .append(cause.getMessage() == null ? cause : cause.getMessage());
        }
        return reason.toString();
    }

    private static int serve(CleanExit exit, Config settings, Consumer<URI> whenReady) {
        BootSettings.applyTls(settings);
        try (StateDatabase state = StateDatabase.open(settings)) {
            if (exit.isEnding()) {
                return CleanExit.TERMINATED;
            }
            exit.stopInTheEnd(state::close);
            AtomicInteger exitCode = new AtomicInteger();
            Serving.whenReady(endpoint -> {
                exit.allow(settings);
                whenReady.accept(endpoint);
            });
            ConnectionsExtension.enable();
            // Our own answer to malformed paths instead of an empty 400 from Vert.x.
            System.setProperty("vertx.disableURIValidation", "true");
            Quarkus.run(Serving.class, (code, failure) -> {
                exitCode.set(code);
                if (failure != null) {
                    System.err.println("Logferry can't start: " + reason(failure));
                }
            });
            return exitCode.get();
        }
    }
}
