package io.logferry.record.scan;

import static io.logferry.record.scan.GeneratedLog.one;
import static io.logferry.record.scan.GeneratedLog.text;
import static io.logferry.record.scan.GeneratedLog.word;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes up logs of the stderr format under any prefix. */
final class StderrLogGenerator {
    private static final List<String> PREFIXES = List.of(
            "%m [%p] ",
            "%m [%p] %q%u@%d ",
            "%t:%r:%u@%d:[%p]:",
            "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
            "<%m %%> ",
            "%m %e %c %v %x %Q %i %b %P|",
            "%n %-8p|%10u|%-12d|",
            "%q%u %m ",
            "%u@%d %m: ",
            "%m-%a",
            "%p%l %m ",
            "%t",
            "%m",
            "%s",
            "[%p] %t",
            "%t%q %u@%d ",
            "%t%q%u",
            "%m%u",
            "%m%p",
            "%-20t",
            "%-32t",
            "%32m",
            "%p %s-%m",
            "%m [%5p] [%-5l] [%30b] [%-3P] [%12v] [%-30m] ",
            "%s %p ",
            "\n%m [%p] ",
            "%m\n[%p] ",
            "%L %y %m %");
    private static final List<String> FIELDS = List.of(
            "%a",
            "%u", "%d", "%r", "%h", "%L", "%b", "%p", "%P", "%t", "%m", "%n", "%Q", "%i", "%e", "%c", "%l", "%s", "%v",
            "%x", "%q", "%%", "%12p", "%-9l", "%20u", "%-20d", "%35m", "%-35t");
    private static final List<String> SEPARATORS = List.of(" ", " [", "] ", "|", ": ", "@", ",", "\t", "é");
    private static final List<String> DETAILS =
            List.of("DETAIL", "HINT", "QUERY", "CONTEXT", "LOCATION", "BACKTRACE", "STATEMENT");

    private final Random random;
    private final String zone;
    private final String prefix;
    private GeneratedTime time;
    private GeneratedTime sessionStart;
    private boolean session;
    private long written;
    private long epoch;
    private long started;

    StderrLogGenerator(Random random) {
        this.random = random;
        this.zone = one(random, GeneratedLog.ZONES);
        this.prefix = random.nextBoolean() ? one(random, PREFIXES) : anyPrefix();
    }

    GeneratedLog generate() {
        List<GeneratedLog.Expected> records = new ArrayList<>();
        int count = random.nextInt(12);
        for (int record = 0; record < count; record++) {
            records.add(record());
        }
        return new GeneratedLog(new LogDialect(LogFormat.STDERR, prefix, zone), records);
    }

    private String anyPrefix() {
        StringBuilder prefix = new StringBuilder("%m ");
        int fields = random.nextInt(6);
        for (int field = 0; field < fields; field++) {
            prefix.append(one(random, FIELDS)).append(one(random, SEPARATORS));
        }
        return prefix.toString();
    }

    private GeneratedLog.Expected record() {
        time = GeneratedTime.any(random, zone);
        sessionStart = GeneratedTime.any(random, zone);
        session = random.nextInt(4) > 0;
        Severity severity = one(random, List.of(Severity.values()));
        String message = text(random);
        StringBuilder content = new StringBuilder(message);
        written = epoch = started = RecordSyntax.NO_TIME;
        StringBuilder record = new StringBuilder(line(severity.name(), message));
        long millis = written != RecordSyntax.NO_TIME ? written : epoch != RecordSyntax.NO_TIME ? epoch : started;
        int details = random.nextInt(3);
        for (int detail = 0; detail < details; detail++) {
            String label = one(random, DETAILS);
            String text = text(random);
            record.append(line(label, text));
            content.append('\n').append(label).append(":  ").append(text);
        }
        if (random.nextInt(6) == 0) {
            String foreign = word(random).trim() + "cp: cannot stat: " + word(random);
            record.append(foreign).append('\n');
            content.append('\n').append(foreign);
        }
        return new GeneratedLog.Expected(record.toString(), millis, severity, content.toString());
    }

    private String line(String label, String text) {
        return prefix() + label + ":  " + text.replace("\n", "\n\t") + "\n";
    }

    /** As the server's own log_status_format. */
    private String prefix() {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < prefix.length(); at++) {
            if (prefix.charAt(at) != '%') {
                line.append(inUtf8(prefix.charAt(at)));
                continue;
            }
            int widthFrom = ++at;
            while (at < prefix.length() && (prefix.charAt(at) == '-' || Character.isDigit(prefix.charAt(at)))) {
                at++;
            }
            if (at == prefix.length() || (prefix.charAt(at) == 'q' && !session)) {
                break;
            }
            String width = prefix.substring(widthFrom, at);
            String value = value(prefix.charAt(at));
            line.append(width.isEmpty() ? value : String.format(Locale.ROOT, "%" + width + "s", value));
        }
        return line.toString();
    }

    private static String inUtf8(char literal) {
        return literal == 'é' ? "Ã©" : String.valueOf(literal);
    }

    private String value(char escape) {
        return switch (escape) {
            case 'm' -> written(time.withMillis(), time.millis());
            case 't' -> written(time.withSeconds(), time.wholeSecond());
            case 'n' -> epoch();
            case 's' -> sessionStart();
            case 'p' -> "4711";
            case 'l', 'x' -> String.valueOf(random.nextInt(1_000_000));
            case 'Q' -> String.valueOf(random.nextLong());
            case 'c' -> "6923e3a7.1f3c";
            case 'e' -> one(random, List.of("00000", "42P01", "XX000"));
            case 'b' -> one(random, List.of("client backend", "checkpointer", "postmaster"));
            case 'P' -> random.nextBoolean() ? "" : "99";
            case 'v' -> random.nextBoolean() ? "" : "3/" + random.nextInt(100);
            case 'u', 'd', 'a' -> session ? one(random, List.of("[unknown]", "app", "o'n", "two words", "Ã©")) : "";
            case 'r' -> session ? one(random, List.of("[local]", "10.0.0.5(5123)", "::1(99)")) : "";
            case 'h', 'L' -> session ? one(random, List.of("[local]", "10.0.0.5", "::1")) : "";
            case 'i' -> session ? one(random, List.of("idle", "CREATE TABLE", "SELECT")) : "";
            case '%' -> "%";
            default -> "";
        };
    }

    private String written(String text, long millis) {
        written = Math.max(written, millis);
        return text;
    }

    private String epoch() {
        epoch = time.millis();
        return String.format(Locale.ROOT, "%d.%03d", time.millis() / 1000, time.millis() % 1000);
    }

    private String sessionStart() {
        started = sessionStart.wholeSecond();
        return sessionStart.withSeconds();
    }
}
