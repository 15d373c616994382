package io.logferry.record.scan;

import static io.logferry.record.scan.GeneratedLog.one;
import static io.logferry.record.scan.GeneratedLog.text;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up logs of the csvlog and the jsonlog format, column by column as the server does. */
final class StructuredLogGenerator {
    private final Random random;
    private final String zone;

    StructuredLogGenerator(Random random) {
        this.random = random;
        this.zone = one(random, GeneratedLog.ZONES);
    }

    GeneratedLog csv() {
        return log(LogFormat.CSVLOG, this::csvRecord);
    }

    GeneratedLog json() {
        return log(LogFormat.JSONLOG, this::jsonRecord);
    }

    private GeneratedLog log(LogFormat format, Supplier<GeneratedLog.Expected> record) {
        List<GeneratedLog.Expected> records = new ArrayList<>();
        int count = random.nextInt(12);
        for (int at = 0; at < count; at++) {
            records.add(record.get());
        }
        return new GeneratedLog(new LogDialect(format, "", zone), records);
    }

    private GeneratedLog.Expected csvRecord() {
        GeneratedTime time = GeneratedTime.any(random, zone);
        boolean session = random.nextInt(4) > 0;
        Severity severity = one(random, List.of(Severity.values()));
        String message = random.nextInt(4) == 0
                ? one(random, List.of("", "\"", "\"\"", ",", ", odd", "\n", "\nodd", "\r\n", ",\n,\"", "\","))
                : text(random);
        String detail = random.nextBoolean() ? text(random) : "";
        String statement = session && random.nextBoolean() ? text(random) : "";
        String user = session ? quoted(one(random, List.of("app", "\"", "o\"n", "a,b", "two\nlines", "\"x\""))) : "";
        String database = session ? quoted(one(random, List.of("shop", "[unknown]", "é"))) : "";
        String connection = session ? quoted(one(random, List.of("[local]", "10.0.0.5:5123"))) : "";
        String record = String.join(
                        ",",
                        time.withMillis(),
                        user,
                        database,
                        "4711",
                        connection,
                        "6923e3a7.1f3c",
                        "1",
                        session ? quoted(one(random, List.of("", "SELECT", "idle"))) : "",
                        time.withSeconds(),
                        random.nextBoolean() ? "3/17" : "",
                        "0",
                        severity.name(),
                        "42P01",
                        quoted(message),
                        detail.isEmpty() ? "" : quoted(detail),
                        "",
                        "",
                        "",
                        "",
                        statement.isEmpty() ? "" : quoted(statement),
                        "15",
                        "",
                        quoted("psql"),
                        quoted("client backend"),
                        "",
                        "0")
                + "\n";
        return new GeneratedLog.Expected(record, time.millis(), severity, content(message, detail, statement));
    }

    private GeneratedLog.Expected jsonRecord() {
        GeneratedTime time = GeneratedTime.any(random, zone);
        boolean session = random.nextInt(4) > 0;
        Severity severity = one(random, List.of(Severity.values()));
        String message = text(random);
        String detail = random.nextBoolean() ? text(random) : "";
        String statement = session && random.nextBoolean() ? text(random) : "";
        StringBuilder record = new StringBuilder("{\"timestamp\":" + escaped(time.withMillis()));
        if (session) {
            record.append(",\"user\":" + escaped(one(random, List.of("app", "o\"n", "\\", "two\nlines"))));
            record.append(",\"dbname\":" + escaped("shop"));
        }
        record.append(",\"pid\":4711,\"session_id\":\"6923e3a7.1f3c\",\"line_num\":1,\"txid\":0");
        record.append(",\"error_severity\":\"" + severity + "\",\"message\":" + escaped(message));
        record.append(detail.isEmpty() ? "" : ",\"detail\":" + escaped(detail));
        record.append(statement.isEmpty() ? "" : ",\"statement\":" + escaped(statement));
        record.append(",\"backend_type\":\"client backend\",\"query_id\":0}\n");
        return new GeneratedLog.Expected(
                record.toString(), time.millis(), severity, content(message, detail, statement));
    }

    private static String content(String message, String detail, String statement) {
        return message
                + (detail.isEmpty() ? "" : "\nDETAIL:  " + detail)
                + (statement.isEmpty() ? "" : "\nSTATEMENT:  " + statement);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char next : text.toCharArray()) {
            switch (next) {
                case '"', '\\' -> json.append('\\').append(next);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(next < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) next) : next);
            }
        }
        return json.append('"').toString();
    }
}
