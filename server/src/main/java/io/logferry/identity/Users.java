package io.logferry.identity;

import io.logferry.id.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All users of the built-in identity. */
public final class Users {
    private final List<User> users;
    private final Map<String, KeyHolder> keyHolders = new HashMap<>();
    private final Secret decoyHash;

    public Users(List<User> users) {
        this.users = List.copyOf(users);
        this.decoyHash = Bcrypt.decoy(users.stream()
                .mapToInt(user -> Bcrypt.cost(user.passwordHash()))
                .max()
                .orElse(Bcrypt.COST));
        for (User user : users) {
            user.accessKeys().forEach(key -> keyHolders.put(key.access(), new KeyHolder(user, key.secret())));
        }
    }

    /** The user of an access key, and its secret. */
    public record KeyHolder(User user, Secret secret) {}

    public Optional<KeyHolder> holderOf(String accessKey) {
        return Optional.ofNullable(keyHolders.get(accessKey));
    }

    Optional<User> find(User.Reference reference) {
        return users.stream().filter(reference::means).findFirst();
    }

    /** To check a password for an unknown user: as much work as the hash with the highest cost of a real user, and never right. */
    Secret decoyHash() {
        return decoyHash;
    }
}
