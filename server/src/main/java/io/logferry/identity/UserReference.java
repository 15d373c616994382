package io.logferry.identity;

/** How a request says which user it means. */
public sealed interface UserReference {
    record ById(String id) implements UserReference {}

    record ByName(String name, DomainReference domain) implements UserReference {}

    default boolean means(User user) {
        return switch (this) {
            case ById(String id) -> user.id().equals(id);
            case ByName(String name, DomainReference domain) -> user.name().equals(name) && domain.means(user.domain());
        };
    }
}
