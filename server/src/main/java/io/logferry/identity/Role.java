package io.logferry.identity;

/** A role: its name is what counts; the id is for clients that want one. */
public record Role(String id, String name) {
    public static Role named(String name) {
        return new Role(StableId.of("role", name), name);
    }
}
