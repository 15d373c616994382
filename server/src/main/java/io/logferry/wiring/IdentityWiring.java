package io.logferry.wiring;

import io.logferry.identity.BuiltInTokens;
import io.logferry.identity.Login;
import io.logferry.identity.PasswordCheck;
import io.logferry.identity.ProjectAccess;
import io.logferry.identity.TokenVerifier;
import io.logferry.identity.Users;
import io.logferry.identity.UsersFile;
import io.logferry.identity.keystone.KeystoneSettings;
import io.logferry.identity.keystone.KeystoneTokens;
import io.logferry.identity.signature.SdkSignature;
import io.logferry.instance.Inventory;
import io.logferry.instance.InventoryFile;
import io.logferry.key.KeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.SharedKeyRing;
import io.logferry.yaml.InvalidFileException;
import io.logferry.yaml.WatchedFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/** Who may call, and whose instances there are. */
@ApplicationScoped
class IdentityWiring {
    /** Password checks at once; docs/operations.md says it to operators. */
    private static final int CHECKS_AT_ONCE = 2;

    @Produces
    @Singleton
    InventoryFile inventory(LogferryConfig config, MeterRegistry meters) throws InvalidFileException {
        InventoryFile inventory = new InventoryFile(config.inventory(), System.getenv());
        inventory.watch();
        meterProblem(meters, "inventory", inventory::problem);
        return inventory;
    }

    void close(@Disposes InventoryFile inventory) {
        inventory.close();
    }

    @Produces
    @Singleton
    WatchedFile<Users> users(LogferryConfig config, MeterRegistry meters) throws InvalidFileException {
        WatchedFile<Users> users = new WatchedFile<>(config.identity().users(), new UsersFile(), System.getenv());
        users.watch();
        meterProblem(meters, "users", users::problem);
        return users;
    }

    void close(@Disposes WatchedFile<Users> users) {
        users.close();
    }

    private static void meterProblem(MeterRegistry meters, String file, Supplier<Optional<String>> problem) {
        Gauge.builder("logferry.configuration.broken", () -> problem.get().isPresent() ? 1 : 0)
                .description("1 where the file was changed and can't be used, so that what it said before is in force")
                .tag("file", file)
                .register(meters);
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

    /** Told apart from its interface, of which there are two. */
    @Produces
    @Singleton
    @Typed(BuiltInTokens.class)
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

    @Produces
    @Singleton
    @Typed(KeystoneTokens.class)
    KeystoneTokens keystoneTokens(LogferryConfig config, Clock clock) {
        LogferryConfig.Identity.Keystone keystone = config.identity().keystone();
        URI url = keystone.url()
                .orElseThrow(() -> new IllegalArgumentException("logferry.identity.kind is keystone, but"
                        + " logferry.identity.keystone.url doesn't say where it is; set it, for example to"
                        + " https://iam.example/v3"));
        return new KeystoneTokens(new KeystoneSettings(url, keystone.cacheTtl(), keystone.ca()), clock);
    }

    void close(@Disposes KeystoneTokens tokens) {
        tokens.close();
    }

    @Produces
    @Singleton
    TokenVerifier tokenVerifier(
            LogferryConfig config, Provider<BuiltInTokens> builtIn, Provider<KeystoneTokens> keystone) {
        return switch (config.identity().kind()) {
            case BUILTIN -> builtIn.get();
            case KEYSTONE -> keystone.get();
        };
    }

    /** Has it made now: a wrong setting must not wait for the first caller. */
    void makeAtStart(@Observes StartupEvent event, TokenVerifier tokens) {}

    /** Access keys are the built-in identity's: where Keystone knows the users, there are none. */
    @Produces
    @Singleton
    SdkSignature sdkSignature(LogferryConfig config, Provider<WatchedFile<Users>> users, Clock clock) {
        Users nobody = new Users(List.of());
        Supplier<Users> holders = switch (config.identity().kind()) {
            case BUILTIN -> () -> users.get().value();
            case KEYSTONE -> () -> nobody;
        };
        return new SdkSignature(holders, clock);
    }
}
