package io.logferry.wiring;

import io.logferry.retry.Patience;
import io.logferry.store.LogStore;
import io.logferry.store.StoreIdentity;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The command {@code adopt-store}: after the store was moved, replaced or lost, it makes the store of the settings the one of the state database. */
final class AdoptStore {
    private AdoptStore() {}

    static void run() {
        SmallRyeConfig settings = BootSettings.builder()
                .withMapping(LogferryConfig.Store.class, "logferry.store")
                .build();
        Path home = settings.getValue("logferry.home", Path.class);
        LogferryConfig.Store wanted = settings.getConfigMapping(LogferryConfig.Store.class, "logferry.store");
        try (StateDatabase state = StateDatabase.open(settings)) {
            LogStore store = StoreWiring.open(wanted, home, Patience.NONE, Clock.systemUTC());
            try {
                new StoreIdentity(database(), store).adopt();
                System.out.println(
                        "The state database has adopted " + store
                                + ". Start the service again. Links to files that are not in this store are answered with 404.");
            } finally {
                StoreWiring.close(store);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (JdbiException e) {
            throw new IllegalStateException(
                    "the state database can't record the store: " + e.getMessage()
                            + "\nIf the table store_identity is missing, start this release of the service once.",
                    e);
        }
    }

    /** As {@link StateDatabase} tells Quarkus. */
    private static Jdbi database() {
        Properties login = new Properties();
        Optional.ofNullable(System.getProperty("quarkus.datasource.username"))
                .ifPresent(user -> login.setProperty("user", user));
        Optional.ofNullable(System.getProperty("quarkus.datasource.password"))
                .ifPresent(password -> login.setProperty("password", password));
        return Jdbi.create(System.getProperty("quarkus.datasource.jdbc.url"), login);
    }
}
