package io.logferry.wiring;

import io.logferry.identity.Users;
import io.logferry.instance.InventoryFile;
import io.logferry.yaml.WatchedFile;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of a configuration file that was changed and is broken. The service stays ready on the last good one: taking every replica out at once
 * for a typing error would be worse than the error.
 */
@Readiness
@Singleton
final class InventoryHealth implements HealthCheck {
    private final InventoryFile inventory;
    private final WatchedFile<Users> users;

    InventoryHealth(InventoryFile inventory, WatchedFile<Users> users) {
        this.inventory = inventory;
        this.users = users;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("configuration files")
                .up()
                .withData("inventory", inventory.problem().orElse("as on disk"))
                .withData("users", users.problem().orElse("as on disk"))
                .build();
    }
}
