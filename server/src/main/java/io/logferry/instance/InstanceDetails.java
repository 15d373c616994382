package io.logferry.instance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the inventory declares of an instance for its readers alone: callers see it in the instance list, and nothing here depends on it.
 *
 * @param version PostgreSQL's version, such as {@code 16.4}
 * @param timeZone such as {@code UTC}
 */
public record InstanceDetails(
        Optional<String> version,
        Endpoint endpoint,
        Optional<Volume> volume,
        Optional<Instant> created,
        Optional<Instant> updated,
        Optional<String> timeZone) {
    /** Nothing declared. */
    public static final InstanceDetails NONE = new InstanceDetails(
            Optional.empty(), Endpoint.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * How callers reach the instance's databases, as they may know it; not how this service does ({@link NodeAddress}).
     *
     * @param userName the administrator's name
     * @param ssl are connections encrypted?
     */
    public record Endpoint(
            Optional<Integer> port,
            Optional<String> userName,
            boolean ssl,
            List<String> privateIps,
            List<String> publicIps,
            List<String> privateDnsNames,
            List<String> publicDnsNames) {
        /** Nothing declared. */
        public static final Endpoint NONE =
                new Endpoint(Optional.empty(), Optional.empty(), false, List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The storage.
     *
     * @param type such as {@code ULTRAHIGH}
     * @param size GB
     */
    public record Volume(String type, int size) {}
}
