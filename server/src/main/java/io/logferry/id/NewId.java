package io.logferry.id;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes fresh ids for what a person adds to the inventory. */
public final class NewId {
    private static final SecureRandom RANDOM = new SecureRandom();

    private NewId() {}

    /**
     * A random, well-formed id.
     *
     * @param kind {@code project}, {@code instance} or {@code node}
     * @throws IllegalArgumentException for any other kind; its message is the usage
     */
    public static String of(String kind) {
        return switch (kind) {
            case "project" -> new ProjectId(hex()).value();
            case "instance" -> new InstanceId(hex() + "in03").value();
            case "node" -> new NodeId(hex() + "no03").value();
            default -> throw new IllegalArgumentException("usage: new-id project|instance|node");
        };
    }

    private static String hex() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
