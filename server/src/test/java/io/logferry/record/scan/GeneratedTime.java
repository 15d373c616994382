package io.logferry.record.scan;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A moment, and how a server with that log_timezone writes it. */
record GeneratedTime(long millis, String zone) {
    private static final long FROM = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    /** PostgreSQL's until it has read its settings, and one that was set before. */
    private static final List<String> OTHER_ZONES = List.of("GMT", "America/New_York");

    private static final long TO = Instant.parse("2028-01-01T00:00:00Z").toEpochMilli();

    /** Often in the hours of an autumn night that come twice. */
    static GeneratedTime any(Random random, String zone) {
        long millis = random.nextInt(3) > 0
                ? FROM + (long) (random.nextDouble() * (TO - FROM))
                : Instant.parse("2026-10-25T00:00:00Z").toEpochMilli() + random.nextInt(2 * 3600 * 1000);
        return new GeneratedTime(millis, random.nextInt(10) == 0 ? GeneratedLog.one(random, OTHER_ZONES) : zone);
    }

    String withMillis() {
        return format("yyyy-MM-dd HH:mm:ss.SSS");
    }

    String withSeconds() {
        return format("yyyy-MM-dd HH:mm:ss");
    }

    long wholeSecond() {
        return Math.floorDiv(millis, 1000L) * 1000L;
    }

    private String format(String pattern) {
        Instant instant = Instant.ofEpochMilli(millis);
        ZonedDateTime local = instant.atZone(javaZone());
        return local.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT)) + " " + abbreviation(instant);
    }

    private ZoneId javaZone() {
        return switch (zone) {
            case "<+03>-3" -> ZoneOffset.ofHours(3);
            case "<+0330>-3:30" -> ZoneOffset.ofHoursMinutes(3, 30);
            case "ROC" -> ZoneId.of("Asia/Taipei");
            case "CET-1CEST" -> ZoneId.of("Europe/Berlin");
            case "america/st_johns" -> ZoneId.of("America/St_Johns");
            default -> ZoneId.of(zone);
        };
    }

    private String abbreviation(Instant instant) {
        boolean summer = javaZone().getRules().isDaylightSavings(instant);
        return switch (zone) {
            case "UTC", "GMT" -> zone;
            case "ROC" -> "CST";
            case "America/New_York" -> summer ? "EDT" : "EST";
            case "<+0330>-3:30" -> "+0330";
            case "Europe/Berlin", "CET-1CEST" -> summer ? "CEST" : "CET";
            case "america/st_johns" -> summer ? "NDT" : "NST";
            case "Asia/Kolkata" -> "IST";
            case "<+03>-3" -> "+03";
            case "America/Sao_Paulo" -> "-03";
            default -> throw new IllegalArgumentException(zone);
        };
    }
}
