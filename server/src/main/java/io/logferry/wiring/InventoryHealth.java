package io.logferry.wiring;

import io.logferry.identity.Users;
import io.logferry.instance.InventoryFile;
import io.logferry.yaml.WatchedFile;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of a configuration file that was changed and is broken. The service stays ready on the last good one: taking every replica out at once
 * for a typing error would be worse than the error. Which file, and what is wrong with it, is in the log alone: anybody may ask for this.
 */
@Readiness
@Singleton
final class InventoryHealth implements HealthCheck {
    private final InventoryFile inventory;
    private final Provider<WatchedFile<Users>> users;
    private final LogferryConfig config;

    /** A provider, since there is no file of users where Keystone knows them. */
    InventoryHealth(InventoryFile inventory, Provider<WatchedFile<Users>> users, LogferryConfig config) {
        this.inventory = inventory;
        this.users = users;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        boolean isInForce = inventory.problem().isEmpty()
                && (config.identity().kind() != LogferryConfig.IdentityKind.BUILTIN
                        || users.get().problem().isEmpty());
        return HealthCheckResponse.named(
                        isInForce
                                ? "configuration files are in force"
                                : "a configuration file was changed and is broken")
                .up()
                .build();
    }
}
