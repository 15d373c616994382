package io.logferry.instance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the inventory says about an instance only for the instance list; the service doesn't use it.
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
     * How callers reach the instance's databases. This service uses {@link NodeAddress} instead, which callers never see.
     *
     * @param userName the administrator's name
     * @param ssl whether connections are encrypted
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
