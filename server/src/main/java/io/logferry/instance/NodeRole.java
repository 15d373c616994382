package io.logferry.instance;

import java.util.Arrays;
import java.util.Optional;

/** What a node is in its instance, in the API's words, in the order in which a download lists the nodes. */
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

    /** The role with this word. */
    public static Optional<NodeRole> parse(String text) {
        return Arrays.stream(values()).filter(role -> role.word.equals(text)).findFirst();
    }
}
