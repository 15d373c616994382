package io.logferry.identity;

/** How a request says which domain it means. */
public sealed interface DomainReference {
    record ById(String id) implements DomainReference {}

    record ByName(String name) implements DomainReference {}

    default boolean means(Domain domain) {
        return switch (this) {
            case ById(String id) -> domain.id().equals(id);
            case ByName(String name) -> domain.name().equals(name);
        };
    }
}
