package io.logferry.source.listing;

import io.logferry.instance.Glob;
import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which names in a folder are log files of one format. {@code deploy/sql/grants.sql} has the same rules; tests compare both with one table. */
@FunctionalInterface
public interface LogNames {
    /** The parts of the name; empty if it isn't a log file of this format. */
    Optional<RotatedName> match(String name, LogFormat format);

    default boolean include(String name, LogFormat format) {
        return match(name, format).isPresent();
    }

    /** The files that a collector with this {@code log_filename} writes, and what logrotate makes of them. */
    static LogNames collected(String logFilename) {
        Map<LogFormat, Pattern> patterns = new EnumMap<>(LogFormat.class);
        for (LogFormat format : LogFormat.values()) {
            patterns.put(
                    format, Pattern.compile("(?<base>" + baseRegex(logFilename, format) + ")" + RotatedName.SUFFIX));
        }
        return (name, format) -> Optional.ofNullable(patterns.get(format))
                .map(pattern -> pattern.matcher(name))
                .filter(Matcher::matches)
                .map(RotatedName::of);
    }

    /** @throws LogSourceException if this {@code log_filename} leads into folders below log_directory */
    static LogNames ofCollector(Node node, String logFilename) throws LogSourceException {
        if (StrftimePattern.regex(logFilename).contains("/")) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + node.name() + " writes its log into folders below log_directory, because log_filename"
                            + " has a slash: set the path of its log in the inventory");
        }
        return collected(logFilename);
    }

    /** The files that match the glob and can be unpacked. Hidden files match only a glob that begins with a dot. */
    static LogNames globbed(String glob) {
        Glob pattern = Glob.parse(glob);
        return (name, format) -> Optional.of(name)
                .filter(it -> !it.startsWith(".") || glob.startsWith("."))
                .filter(it -> pattern.matches(it) && !RotatedName.isPackedOtherwise(it))
                .map(RotatedName::of)
                .filter(it -> it.format() == format);
    }

    /** {@code *.log}, {@code *.csv} or {@code *.json}, by format. */
    static LogNames ofFolder() {
        return (name, format) -> Optional.of(name)
                .filter(it -> !it.startsWith(".") && it.endsWith(format.suffix()))
                .map(RotatedName::of);
    }

    /** PostgreSQL replaces {@code .log} at the end by the format's suffix; to any other name it appends the suffix. */
    private static String baseRegex(String logFilename, LogFormat format) {
        if (format == LogFormat.STDERR) {
            return StrftimePattern.regex(logFilename);
        }
        String stem = logFilename.endsWith(LogFormat.STDERR.suffix())
                ? logFilename.substring(
                        0, logFilename.length() - LogFormat.STDERR.suffix().length())
                : logFilename;
        return StrftimePattern.regex(stem) + Pattern.quote(format.suffix());
    }
}
