package io.logferry.instance;

import io.logferry.yaml.YamlField;
import io.logferry.yaml.YamlMapping;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a node's {@code log}: {@code { source: sql }}, {@code { source: sql, path: … }} or {@code { source: directory, path: … }}, each with
 * optional {@code line_prefix} and {@code time_zone}.
 */
final class LogLocationReader {
    private static final Pattern GLOB_BEFORE_LAST_SEGMENT = Pattern.compile("[*?\\[{].*/", Pattern.DOTALL);
    /** With those that PostgreSQL has and the JDK may not have. */
    private static final Set<String> LOWER_CASE_ZONES = Stream.concat(
                    ZoneId.getAvailableZoneIds().stream(), Stream.of("EST", "MST", "HST", "ROC"))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");

    private enum Source {
        SQL,
        DIRECTORY;

        static Optional<Source> parse(String text) {
            return switch (text) {
                case "sql" -> Optional.of(SQL);
                case "directory" -> Optional.of(DIRECTORY);
                default -> Optional.empty();
            };
        }
    }

    private LogLocationReader() {}

    static Supplier<LogLocation> read(YamlMapping log) {
        var source = log.text("source").required().as(Source::parse, "must be sql or directory");
        var path = path(log);
        var lines = lines(log);
        if (source.find().filter(Source.DIRECTORY::equals).isPresent()) {
            var folder = path.requiredBecause("`source: directory` needs the folder that the log files are in");
            return () -> new LogLocation.Directory(folder.get(), lines.get());
        }
        return () -> new LogLocation.Sql(path.find(), lines.get());
    }

    private static Supplier<LogLocation.DeclaredLines> lines(YamlMapping log) {
        var linePrefix = log.text("line_prefix");
        var timeZone = log.text("time_zone")
                .check(LogLocationReader::isZone, "must be the name of a time zone, such as Europe/Berlin or UTC");
        return () -> new LogLocation.DeclaredLines(linePrefix.find(), timeZone.find());
    }

    /**
     * An IANA name in any letter case, as PostgreSQL takes it. Not an abbreviation such as CEST, which names no zone; nor the POSIX form (UTC+2),
     * because it counts hours in the other direction than most people mean.
     */
    private static boolean isZone(String name) {
        return LOWER_CASE_ZONES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static YamlField<String> path(YamlMapping log) {
        YamlField<String> path = log.text("path")
                .check(text -> text.startsWith("/"), "must be an absolute path")
                .check(text -> text.chars().noneMatch(Character::isISOControl), "must have no control characters")
                .check(text -> !DOT_SEGMENT.matcher(text).find(), "must have no . and .. in it")
                .check(
                        text -> !GLOB_BEFORE_LAST_SEGMENT.matcher(text).find(),
                        "may have * ? [ { only after its last slash");
        path.find().flatMap(LogLocationReader::problemOfGlob).ifPresent(path::problem);
        return path;
    }

    private static Optional<String> problemOfGlob(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            Glob.parse(name);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("is no glob after its last slash: it " + e.getMessage()
                    + " (a \\ before a character takes it as it is)");
        }
    }
}
