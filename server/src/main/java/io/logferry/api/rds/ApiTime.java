package io.logferry.api.rds;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times in the form of the API's tasks: {@code 2018-08-06T10:41:14+0000}, always UTC. */
final class ApiTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

    private ApiTime() {}

    static String of(Instant time) {
        return FORM.format(time);
    }
}
