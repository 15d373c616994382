package io.logferry.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * The folder of a server log that somebody's shop has written: a big file of yesterday, and the last fifty minutes. The same at each run, but
 * for the times.
 */
final class OrdersLog {
    /** What a browser must never take for markup. */
    static final String MARKUP =
            "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

    private static final Duration SPAN = Duration.ofMinutes(50);
    private static final int YESTERDAYS_SIZE = 1_500_000;
    private static final DateTimeFormatter PREFIX =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

    private static final List<String> USUAL = List.of(
            "LOG:  checkpoint starting: time",
            "LOG:  checkpoint complete: wrote 42 buffers (0.3%), 0 WAL file(s) added, 0 removed, 1 recycled; write=4.213 s, sync=0.004 s",
            "LOG:  connection authorized: user=shop database=orders application_name=worker");

    private static final List<String> TROUBLE = List.of(
            """
            ERROR:  duplicate key value violates unique constraint "orders_pkey"
            DETAIL:  Key (id)=(4711) already exists.
            STATEMENT:  INSERT INTO orders (id, customer, total) VALUES (4711, 42, 19.99)""",
            """
            ERROR:  deadlock detected
            DETAIL:  Process 4242 waits for ShareLock on transaction 991; blocked by process 4243.
            \tProcess 4243 waits for ShareLock on transaction 990; blocked by process 4242.
            HINT:  See server log for query details.
            STATEMENT:  UPDATE accounts SET balance = balance - 10 WHERE id = 1""",
            "WARNING:  there is already a transaction in progress",
            "FATAL:  password authentication failed for user \"reporting\"",
            "ERROR:  relation \"" + MARKUP + "\" does not exist at character 15");

    private final StringBuilder all = new StringBuilder();
    private final StringBuilder errors = new StringBuilder();

    private OrdersLog() {}

    /** Writes it into this folder, two files. */
    static OrdersLog in(Path folder) {
        OrdersLog log = new OrdersLog();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        log.writeYesterday(folder, now.minus(Duration.ofDays(1)));
        log.writeToday(folder, now);
        return log;
    }

    /** Every byte of it. */
    byte[] bytes() {
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The records of ERROR and above alone, as they stand in the log. */
    byte[] errors() {
        return errors.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void writeYesterday(Path folder, Instant end) {
        Instant time = end.minus(Duration.ofHours(4));
        while (all.length() < YESTERDAYS_SIZE) {
            append(time, USUAL.getLast());
            time = time.plusMillis(900);
        }
        file(folder, end, all.toString());
    }

    private void writeToday(Path folder, Instant now) {
        int before = all.length();
        Random chance = new Random(5);
        for (Instant time = now.minus(SPAN); time.isBefore(now); time = time.plusMillis(2000 + chance.nextInt(9000))) {
            List<String> kind = chance.nextInt(10) < 7 ? USUAL : TROUBLE;
            append(time, kind.get(chance.nextInt(kind.size())));
        }
        file(folder, now, all.substring(before));
    }

    private static void file(Path folder, Instant lastWrite, String content) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("postgresql-" + lastWrite.toString().substring(0, 10) + "_000000.log");
            Files.writeString(file, content);
            Files.setLastModifiedTime(file, FileTime.from(lastWrite));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void append(Instant time, String message) {
        String prefix = PREFIX.format(time) + " [4242] ";
        StringBuilder record = new StringBuilder();
        for (String line : message.lines().toList()) {
            record.append(line.startsWith("\t") ? line : prefix + line).append('\n');
        }
        all.append(record);
        if (message.startsWith("ERROR") || message.startsWith("FATAL")) {
            errors.append(record);
        }
    }
}
