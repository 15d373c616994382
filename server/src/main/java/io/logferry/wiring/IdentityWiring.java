package io.logferry.wiring;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
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
import io.vertx.ext.web.Router;
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
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jdbi.v3.core.Jdbi;

/** The configuration files: the users and the inventory. Who may call. */
@ApplicationScoped
class IdentityWiring {
    /** Password checks at the same time; docs/operations.md has this number. */
    private static final int CHECKS_AT_ONCE = 2;

    private static final List<String> BUILT_IN_PATHS =
            List.of("/", "/v3", "/v3/", "/v3/auth/*", "/v3/projects", "/v3/projects/*");

    /** After the console, which is also at {@code /}, and before the resources. */
    private static final int BEFORE_RESOURCES = -500;

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

    /**
     * Says that a configuration file was changed and is broken. The service stays ready with the last valid one: to take every replica out
     * for a typing error would be worse than the error. Anybody may read this, so only the log says which file, and what is wrong.
     *
     * @param users a provider, because with Keystone there is no file of users
     */
    @Produces
    @Singleton
    @Readiness
    HealthCheck configurationHealth(
            InventoryFile inventory, Provider<WatchedFile<Users>> users, LogferryConfig config) {
        return () -> {
            boolean isValid = inventory.problem().isEmpty()
                    && (config.identity().kind() == LogferryConfig.IdentityKind.KEYSTONE
                            || users.get().problem().isEmpty());
            String words =
                    isValid ? "configuration files are in force" : "a configuration file was changed and is broken";
            return HealthCheckResponse.named(words).up().build();
        };
    }

    private static void meterProblem(MeterRegistry meters, String file, Supplier<Optional<String>> problem) {
        Gauge.builder("logferry.configuration.broken", () -> problem.get().isPresent() ? 1 : 0)
                .description("1 if the file was changed and is broken, so that its last valid content is used")
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
        return new ProjectAccess(inventory::project);
    }

    /** Typed, because there are two beans of its interface. */
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
                        + " logferry.identity.keystone.url is empty; set it, for example to"
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

    /** Creates the bean now, so that a wrong setting fails the start and not the first request. */
    void makeAtStart(@Observes StartupEvent event, TokenVerifier tokens) {}

    /** Access keys belong to users of the built-in identity; with Keystone there are none. */
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

    /** With Keystone, the paths of the built-in identity are as unknown as any others. The answer doesn't contain Keystone's address, which may be internal. */
    void hideBuiltInIdentity(@Observes Router router, LogferryConfig config) {
        if (config.identity().kind() == LogferryConfig.IdentityKind.KEYSTONE) {
            ApiException refused =
                    ApiException.of(ErrorCode.NO_SUCH_API, "Log in at the Keystone whose tokens this service accepts.");
            BUILT_IN_PATHS.forEach(path -> router.route(path)
                    .order(BEFORE_RESOURCES)
                    .handler(context -> context.fail(ErrorCode.NO_SUCH_API.status(), refused)));
        }
    }
}
