package io.logferry.identity;

import io.logferry.yaml.Secret;
import java.util.List;
import java.util.Optional;

/** All users of the built-in identity. */
public final class Users {
    private final List<User> users;
    private final Secret decoyHash;

    public Users(List<User> users) {
        this.users = List.copyOf(users);
        this.decoyHash = Bcrypt.decoy(users.stream()
                .mapToInt(user -> Bcrypt.cost(user.passwordHash()))
                .max()
                .orElse(Bcrypt.COST));
    }

    Optional<User> find(UserReference reference) {
        return users.stream().filter(reference::means).findFirst();
    }

    /** What to check a password against where the user is unknown: as much work as the dearest hash of a real user, and never right. */
    Secret decoyHash() {
        return decoyHash;
    }
}
