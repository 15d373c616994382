package io.logferry.api.identity;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as OpenStack Identity writes them: UTC, with microseconds, {@code 2026-11-24T07:12:37.000000Z}. */
final class KeystoneTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private KeystoneTime() {}

    static String of(Instant instant) {
        return FORM.format(instant);
    }
}
