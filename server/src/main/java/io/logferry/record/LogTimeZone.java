package io.logferry.record;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The zone that a server writes its times in: its {@code log_timezone}, helped by the abbreviation that follows each time. The abbreviation
 * alone decides where it is a number ({@code +03}, {@code -0330}) or {@code UTC}; elsewhere the zone does, and the abbreviation says which
 * of the two hours is meant that an autumn night has. Where the zone isn't known, the abbreviation is looked up among common ones, and a
 * time with an uncommon one is taken for UTC.
 */
final class LogTimeZone {
    private static final Pattern POSIX =
            Pattern.compile("(<[^>]+>|[A-Za-z]{3,})([+-]?[0-9:]+)(?:(<[^>]+>|[A-Za-z]{3,})([+-]?[0-9:]+)?(?:,.*)?)?");
    private static final Pattern NUMERIC = Pattern.compile("([+-])([0-9]{2}):?([0-9]{2})?(?:[0-9]{2})?");
    private static final int HOUR = 3600;

    private static final Map<String, String> IANA_BY_LOWER_CASE = new HashMap<>();
    private static final Map<String, ZoneOffset> COMMON = new HashMap<>();

    static {
        ZoneId.getAvailableZoneIds().forEach(id -> IANA_BY_LOWER_CASE.put(id.toLowerCase(Locale.ROOT), id));
        common(0, "UTC", "UCT", "GMT", "Z", "WET");
        common(1, "CET", "BST", "WEST", "WAT", "MEZ");
        common(2, "CEST", "EET", "SAST", "CAT", "IST", "MESZ");
        common(3, "EEST", "MSK", "EAT", "IDT", "TRT");
        common(4, "MSD");
        common(5, "PKT");
        common(7, "WIB");
        common(8, "HKT", "AWST", "SGT", "WITA", "PHT");
        common(9, "JST", "KST", "WIT");
        common(10, "AEST", "ChST");
        common(11, "AEDT");
        common(12, "NZST");
        common(13, "NZDT");
        common(-3, "ADT", "BRT");
        common(-4, "AST", "EDT");
        common(-5, "EST", "CDT");
        common(-6, "CST", "MDT");
        common(-7, "MST", "PDT");
        common(-8, "PST", "AKDT");
        common(-9, "AKST");
        common(-10, "HST");
        COMMON.put("ACST", ZoneOffset.ofHoursMinutes(9, 30));
        COMMON.put("ACDT", ZoneOffset.ofHoursMinutes(10, 30));
        COMMON.put("NST", ZoneOffset.ofHoursMinutes(-3, -30));
        COMMON.put("NDT", ZoneOffset.ofHoursMinutes(-2, -30));
    }

    private final Optional<ZoneId> zone;
    private final Map<String, ZoneOffset> named;

    private LogTimeZone(Optional<ZoneId> zone, Map<String, ZoneOffset> named) {
        this.zone = zone;
        this.named = named;
    }

    /** Of the {@code log_timezone} setting: an IANA name in any letter case or a POSIX form; {@code ""} or anything else: not known. */
    static LogTimeZone of(String setting) {
        String name = setting.replaceFirst("^(posix|right)/", "");
        String iana = IANA_BY_LOWER_CASE.get(name.toLowerCase(Locale.ROOT));
        if (iana != null) {
            return new LogTimeZone(Optional.of(ZoneId.of(iana)), Map.of());
        }
        return new LogTimeZone(Optional.empty(), posixNames(name));
    }

    /** When a local time of this zone was, in seconds since the epoch. */
    long epochSecond(LocalDateTime local, String abbreviation) {
        return local.toEpochSecond(offset(local, abbreviation));
    }

    private ZoneOffset offset(LocalDateTime local, String abbreviation) {
        ZoneOffset own = named.get(abbreviation);
        if (own != null) {
            return own;
        }
        Matcher numeric = NUMERIC.matcher(abbreviation);
        if (numeric.matches()) {
            return numericOffset(numeric);
        }
        if (abbreviation.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        return zone.map(known -> offsetIn(known, local, abbreviation))
                .orElseGet(() -> COMMON.getOrDefault(abbreviation, ZoneOffset.UTC));
    }

    private static ZoneOffset offsetIn(ZoneId zone, LocalDateTime local, String abbreviation) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) { // the abbreviation then tells that the setting was another when this was written
            return COMMON.getOrDefault(abbreviation, rules.getOffset(local));
        }
        List<ZoneOffset> valid = rules.getValidOffsets(local);
        if (valid.size() == 1) {
            return valid.get(0);
        }
        for (ZoneOffset candidate : valid) {
            if (abbreviation.equals(abbreviationOf(zone, local, candidate))) {
                return candidate;
            }
        }
        ZoneOffset common = COMMON.get(abbreviation);
        return common != null && (valid.isEmpty() || valid.contains(common)) ? common : rules.getOffset(local);
    }

    private static String abbreviationOf(ZoneId zone, LocalDateTime local, ZoneOffset offset) {
        boolean summer = zone.getRules().isDaylightSavings(local.toInstant(offset));
        return TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.US);
    }

    private static ZoneOffset numericOffset(Matcher numeric) {
        int minutes = numeric.group(3) == null ? 0 : Integer.parseInt(numeric.group(3));
        int seconds = Integer.parseInt(numeric.group(2)) * HOUR + minutes * 60;
        return limited(numeric.group(1).equals("-") ? -seconds : seconds);
    }

    /** {@code CET-1CEST,M3.5.0,M10.5.0/3}: the names alone say which offset is meant, so the rules after the comma aren't needed. */
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

    private static void common(int hours, String... abbreviations) {
        for (String abbreviation : abbreviations) {
            COMMON.put(abbreviation, ZoneOffset.ofHours(hours));
        }
    }
}
