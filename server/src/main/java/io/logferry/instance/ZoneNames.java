package io.logferry.instance;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of time zones that PostgreSQL's {@code log_timezone} takes from the IANA database. Abbreviations such as CEST name no zone, and the
 * POSIX form (UTC+2) counts hours the other way than most who write it mean.
 */
final class ZoneNames {
    /** In the database, but not among the JDK's. */
    private static final Set<String> OLD = Set.of("EST", "MST", "HST", "ROC");

    private static final Set<String> LOWER_CASE = Stream.concat(ZoneId.getAvailableZoneIds().stream(), OLD.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private ZoneNames() {}

    /** In any letter case, as PostgreSQL has it. */
    static boolean isKnown(String name) {
        return LOWER_CASE.contains(name.toLowerCase(Locale.ROOT));
    }
}
