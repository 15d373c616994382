package io.logferry.id;

/** Makes fresh ids for what a person adds to the inventory. */
public final class NewId {
    private NewId() {}

    /**
     * A random, well-formed id.
     *
     * @param kind {@code project}, {@code instance} or {@code node}
     * @throws IllegalArgumentException for any other kind; its message is the usage
     */
    public static String of(String kind) {
        return switch (kind) {
            case "project" -> ProjectId.random().value();
            case "instance" -> InstanceId.random().value();
            case "node" -> NodeId.random().value();
            default -> throw new IllegalArgumentException("usage: new-id project|instance|node");
        };
    }
}
