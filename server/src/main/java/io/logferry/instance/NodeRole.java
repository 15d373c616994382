package io.logferry.instance;

import java.util.Optional;

/** What a node is in its instance, in the API's words; in the order in which a download lists them. */
public enum NodeRole {
    MASTER("master"),
    SLAVE("slave"),
    READ_REPLICA("readreplica");

    private final String word;

    NodeRole(String word) {
        this.word = word;
    }

    /** As written on the wire and in the inventory. */
    public String word() {
        return word;
    }

    /** The role of that word; empty where there is none. */
    public static Optional<NodeRole> parse(String text) {
        for (NodeRole role : values()) {
            if (role.word.equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
