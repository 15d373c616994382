package io.logferry.id;

/** Makes new IDs for entries of the inventory. */
public final class NewId {
    private NewId() {}

    /**
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
