package io.logferry.wiring;

import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.Login;
import io.logferry.identity.PasswordCheck;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.Users;
import io.logferry.identity.UsersFile;
import io.logferry.instance.Inventory;
import io.logferry.instance.InventoryFile;
import io.logferry.key.KeyPurpose;
import io.logferry.key.KeyRing;
import io.logferry.key.SharedKeyRing;
import io.logferry.yaml.InvalidFileException;
import io.logferry.yaml.WatchedFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Who may call, and whose instances there are. */
@ApplicationScoped
class IdentityWiring {
    /** Password checks at once; the contract's number. */
    private static final int CHECKS_AT_ONCE = 2;

    @Produces
    @Singleton
    InventoryFile inventory(LogferryConfig config, Clock clock) throws InvalidFileException {
        InventoryFile inventory = new InventoryFile(config.inventory(), System.getenv(), clock);
        inventory.watch();
        return inventory;
    }

    void close(@Disposes InventoryFile inventory) {
        inventory.close();
    }

    @Produces
    @Singleton
    WatchedFile<Users> users(LogferryConfig config, Clock clock) throws InvalidFileException {
        WatchedFile<Users> users =
                new WatchedFile<>(config.identity().users(), new UsersFile(), System.getenv(), clock);
        users.watch();
        return users;
    }

    void close(@Disposes WatchedFile<Users> users) {
        users.close();
    }

    @Produces
    @Singleton
    KeyRing keyRing(Jdbi jdbi, Clock clock, LogferryConfig config) {
        return new SharedKeyRing(
                jdbi,
                clock,
                Map.of(
                        KeyPurpose.TOKEN, config.identity().tokenTtl(),
                        KeyPurpose.LINK, config.link().ttl()));
    }

    @Produces
    @Singleton
    ProjectAccess projectAccess(Inventory inventory) {
        return new ProjectAccess(inventory);
    }

    @Produces
    @Singleton
    BuiltInTokens builtInTokens(
            Jdbi jdbi,
            KeyRing keys,
            WatchedFile<Users> users,
            ProjectAccess access,
            Clock clock,
            LogferryConfig config) {
        return new BuiltInTokens(
                jdbi, keys, users::value, access, clock, config.identity().tokenTtl());
    }

    @Produces
    @Singleton
    Login login(WatchedFile<Users> users, BuiltInTokens tokens, ProjectAccess access) {
        return new Login(users::value, new PasswordCheck(CHECKS_AT_ONCE), tokens, access);
    }
}
