package io.logferry.source;

import io.logferry.record.LogFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which names in a folder are log files of one format. */
@FunctionalInterface
interface LogNames {
    /** The name, taken apart; empty where it isn't one of these. */
    Optional<RotatedName> match(String name, LogFormat format);

    /** What a collector with this {@code log_filename} makes, and what logrotate makes of that. */
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

    /** Those that match the glob ({@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]}); no hidden ones unless it begins with the dot, and none that can't be unpacked. */
    static LogNames globbed(String glob) {
        Pattern pattern = Pattern.compile(globRegex(glob), Pattern.DOTALL);
        return (name, format) -> Optional.of(name)
                .filter(it -> !it.startsWith(".") || glob.startsWith("."))
                .filter(it -> pattern.matcher(it).matches() && !RotatedName.isPackedOtherwise(it))
                .map(RotatedName::of)
                .filter(it -> it.format() == format);
    }

    /** {@code *.log}, {@code *.csv} or {@code *.json}, by format. */
    static LogNames ofFolder() {
        return (name, format) -> Optional.of(name)
                .filter(it -> !it.startsWith(".") && it.endsWith(format.suffix()))
                .map(RotatedName::of);
    }

    /** Is it a glob rather than a plain name? */
    static boolean isGlob(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** PostgreSQL replaces a trailing {@code .log} by the format's suffix, and appends the suffix to any other name. */
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

    private static String globRegex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            char c = glob.charAt(at);
            int end = c == '[' ? glob.indexOf(']', at + 2) : -1;
            if (end > 0) {
                regex.append(oneOf(glob.substring(at + 1, end)));
                at = end;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> "[^/]*";
                            case '?' -> "[^/]";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return regex.toString();
    }

    private static String oneOf(String members) {
        boolean others = members.startsWith("!") || members.startsWith("^");
        String escaped = (others ? members.substring(1) : members).replaceAll("[\\[\\]\\\\^&]", "\\\\$0");
        String set = (others ? "[^/" : "[") + escaped + "]";
        try {
            return Pattern.compile(set).pattern();
        } catch (PatternSyntaxException backwards) {
            // a range such as [z-a] matches nothing, as in a shell
            return "(?!)";
        }
    }
}
