package io.logferry.record.syntax;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The zone in which a server writes its times: its {@code log_timezone}, and the abbreviation after each time. If the zone uses this abbreviation
 * at this time, it means what the zone says. If not, it means what it usually means, because the setting was another when the line was written
 * (PostgreSQL writes GMT until it has read {@code log_timezone}). A number ({@code +03}, {@code -0330}) is the offset itself. If neither zone
 * nor abbreviation is known, the time is in UTC.
 */
final class LogTimeZone {
    /** How well a word after a time fits as an abbreviation, the best first. */
    enum Fit {
        /** The zone uses it at this time; if the zone is unknown, some zone does. */
        OF_THE_ZONE,
        /** Another zone uses it. */
        KNOWN,
        UNKNOWN
    }

    private static final Pattern POSIX =
            Pattern.compile("(<[^>]+>|[A-Za-z]+)([+-]?[0-9:]+)(?:(<[^>]+>|[A-Za-z]+)([+-]?[0-9:]+)?(?:,.*)?)?");
    private static final Pattern NUMERIC = Pattern.compile("<?([+-])([0-9]{2}):?([0-9]{2})?(?:[0-9]{2})?>?");
    private static final int HOUR = 3600;
    private static final int QUARTER = 900;
    private static final int FURTHEST = 14 * HOUR;

    private static final Map<String, String> IANA_BY_LOWER_CASE = new HashMap<>();

    static {
        ZoneId.getAvailableZoneIds().forEach(id -> IANA_BY_LOWER_CASE.put(id.toLowerCase(Locale.ROOT), id));
        IANA_BY_LOWER_CASE.put("roc", "Asia/Taipei"); // PostgreSQL has it, Java has not
    }

    private final Optional<ZoneId> zone;
    private final Map<String, ZoneOffset> own;

    private LogTimeZone(Optional<ZoneId> zone, Map<String, ZoneOffset> own) {
        this.zone = zone;
        this.own = own;
    }

    /** @param setting of {@code log_timezone}: an IANA name in any letter case or a POSIX form; {@code ""} or anything else is unknown */
    static LogTimeZone of(String setting) {
        String name = setting.replaceFirst("^(posix|right)/", "");
        @Nullable String iana = IANA_BY_LOWER_CASE.get(name.toLowerCase(Locale.ROOT));
        return iana == null
                ? new LogTimeZone(Optional.empty(), posixNames(name))
                : new LogTimeZone(Optional.of(ZoneId.of(iana)), ZoneAbbreviations.of(iana));
    }

    /** A local time of this zone, in seconds since the epoch. */
    long epochSecond(LocalDateTime local, String abbreviation) {
        return local.toEpochSecond(offset(local, abbreviation));
    }

    /** How well this fits as the abbreviation after this time. */
    Fit fit(LocalDateTime local, String abbreviation) {
        @Nullable ZoneOffset meant = meaning(abbreviation);
        if (meant == null || !isInUse(meant)) {
            return Fit.UNKNOWN;
        }
        boolean fits = own.containsKey(abbreviation)
                || zone.map(known -> known.getRules().getValidOffsets(local).contains(meant))
                        .orElse(own.isEmpty());
        return fits ? Fit.OF_THE_ZONE : Fit.KNOWN;
    }

    private ZoneOffset offset(LocalDateTime local, String abbreviation) {
        @Nullable ZoneOffset meant = meaning(abbreviation);
        if (meant != null) {
            return meant;
        }
        return zone.map(known -> known.getRules().getOffset(local)).orElse(ZoneOffset.UTC);
    }

    /** Null if the abbreviation is unknown. */
    private @Nullable ZoneOffset meaning(String abbreviation) {
        @Nullable ZoneOffset ofZone = own.get(abbreviation);
        if (ofZone != null) {
            return ofZone;
        }
        Matcher numeric = NUMERIC.matcher(abbreviation);
        return numeric.matches() ? numericOffset(numeric) : ZoneAbbreviations.usual(abbreviation);
    }

    private static boolean isInUse(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        return Math.abs(seconds) <= FURTHEST && seconds % QUARTER == 0;
    }

    private static ZoneOffset numericOffset(Matcher numeric) {
        int minutes = numeric.group(3) == null ? 0 : Integer.parseInt(numeric.group(3));
        int seconds = Integer.parseInt(numeric.group(2)) * HOUR + minutes * 60;
        return limited(numeric.group(1).equals("-") ? -seconds : seconds);
    }

    /** {@code CET-1CEST,M3.5.0,M10.5.0/3}: the names alone give the offset, so the rules after the comma aren't needed. */
    private static Map<String, ZoneOffset> posixNames(String setting) {
        Matcher posix = POSIX.matcher(setting);
        Map<String, ZoneOffset> names = new HashMap<>();
        if (posix.matches()) {
            int standard = -posixSeconds(posix.group(2));
            names.put(withoutBrackets(posix.group(1)), limited(standard));
            if (posix.group(3) != null) {
                int summer = posix.group(4) == null ? standard + HOUR : -posixSeconds(posix.group(4));
                names.put(withoutBrackets(posix.group(3)), limited(summer));
            }
        }
        return names;
    }

    /** POSIX counts hours west of Greenwich. */
    private static int posixSeconds(String text) {
        int sign = text.startsWith("-") ? -1 : 1;
        int seconds = 0;
        int unit = HOUR;
        for (String part : text.replaceFirst("^[+-]", "").split(":", 3)) {
            seconds += part.matches("[0-9]{1,3}") ? Integer.parseInt(part) * unit : 0;
            unit /= 60;
        }
        return sign * seconds;
    }

    private static String withoutBrackets(String name) {
        return name.startsWith("<") ? name.substring(1, name.length() - 1) : name;
    }

    private static ZoneOffset limited(int seconds) {
        return ZoneOffset.ofTotalSeconds(Math.clamp(seconds, -18 * HOUR, 18 * HOUR));
    }
}
