package io.logferry.identity;

import io.logferry.id.Sha256;

/** A domain of OpenStack Identity, which users and projects belong to. It exists if a user or a project names it. */
public record Domain(String id, String name) {
    /** The domain of users and projects that name none. Its id is fixed, as in a fresh Keystone. */
    public static final Domain DEFAULT = new Domain("default", "Default");

    public static Domain named(String name) {
        return name.equals(DEFAULT.name()) ? DEFAULT : new Domain(Sha256.idOf("domain", name), name);
    }

    /** How a request names a domain. */
    public sealed interface Reference {
        record ById(String id) implements Reference {}

        record ByName(String name) implements Reference {}

        default boolean means(Domain domain) {
            return switch (this) {
                case ById(String id) -> domain.id().equals(id);
                case ByName(String name) -> domain.name().equals(name);
            };
        }
    }
}
