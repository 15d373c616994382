package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RecordPropertyTest {
    @Property(tries = 3000)
    void any_log_cut_anywhere_splits_into_the_records_that_were_written(@ForAll Random random) throws Exception {
        GeneratedLog log = GeneratedLog.any(random);
        List<SplitRecords.Split> split = SplitRecords.of(log.dialect(), GeneratedLog.chunks(log.bytes(), random));
        assertThat(split).as("%s", log.dialect()).hasSameSizeAs(log.records());
        for (int at = 0; at < split.size(); at++) {
            GeneratedLog.Expected expected = log.records().get(at);
            assertThat(split.get(at).bytes()).as("%s", log.dialect()).isEqualTo(expected.bytes());
            assertThat(split.get(at).severity())
                    .as("%s: %s", log.dialect(), expected)
                    .isEqualTo(expected.severity());
            assertThat(split.get(at).millis())
                    .as("%s: %s", log.dialect(), expected)
                    .isEqualTo(expected.millis());
        }
    }

    @Property(tries = 1500)
    void a_filter_keeps_whole_records_byte_for_byte(@ForAll Random random) throws Exception {
        GeneratedLog log = GeneratedLog.any(random);
        RecordFilter filter = anyFilter(random, log);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        long file = 1_000L * random.nextInt();
        long millis = file;
        for (GeneratedLog.Expected record : log.records()) {
            millis = record.millis() == RecordSyntax.NO_TIME ? millis : record.millis();
            if (isWanted(filter, millis, record.severity())) {
                expected.writeBytes(record.bytes());
            }
        }
        assertThat(filtered(
                        log.dialect(), filter, Instant.ofEpochMilli(file), GeneratedLog.chunks(log.bytes(), random)))
                .isEqualTo(expected.toByteArray());
    }

    @Property(tries = 1500)
    void reading_backwards_finds_the_same_records(@ForAll Random random) throws Exception {
        GeneratedLog log = GeneratedLog.any(random);
        List<LogRecord> backwards = backwards(log.dialect(), log.bytes(), anyBlock(random));
        assertThat(backwards).as("%s", log.dialect()).hasSameSizeAs(log.records());
        for (int at = 0; at < backwards.size(); at++) {
            GeneratedLog.Expected expected = log.records().get(log.records().size() - 1 - at);
            LogRecord record = backwards.get(at);
            assertThat(record.severity()).contains(expected.severity());
            assertThat(record.time().map(Instant::toEpochMilli).orElse(RecordSyntax.NO_TIME))
                    .isEqualTo(expected.millis());
            assertThat(record.content())
                    .as("%s", expected.text().replace("\r", "<CR>").replace("\n", "<LF>"))
                    .isEqualTo(shown(expected.content()));
        }
    }

    @Property(tries = 500)
    void ids_are_unique_and_stay_when_the_file_grows(@ForAll Random random) throws Exception {
        GeneratedLog log = GeneratedLog.any(random);
        GeneratedLog more = new GeneratedLog(
                log.dialect(), log.records().subList(0, log.records().size() / 2));
        List<String> ids = ids(log, random);
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(ids).endsWith(ids(more, random).toArray(String[]::new));
    }

    @Property(tries = 3000)
    void no_bytes_make_it_fail_or_lose_any(@ForAll Random random) throws Exception {
        GeneratedLog log = GeneratedLog.any(random);
        byte[] bytes = damaged(log.bytes(), random);
        List<SplitRecords.Split> split = SplitRecords.of(log.dialect(), GeneratedLog.chunks(bytes, random));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        split.forEach(record -> together.writeBytes(record.bytes()));
        assertThat(together.toByteArray()).isEqualTo(bytes);
        assertThat(SplitRecords.of(log.dialect(), List.of(bytes)).stream().map(SplitRecords.Split::bytes))
                .as("the same records, however the bytes are cut")
                .containsExactlyElementsOf(
                        split.stream().map(SplitRecords.Split::bytes).toList());
        assertThat(backwards(log.dialect(), bytes, anyBlock(random))).hasSameSizeAs(split);
    }

    @Property(tries = 1500)
    void under_any_prefix_and_format_the_records_are_the_log(@ForAll Random random) throws Exception {
        byte[] log = GeneratedLog.any(random).bytes();
        LogDialect another = new LogDialect(
                GeneratedLog.one(random, List.of(LogFormat.values())),
                anyPrefix(random),
                GeneratedLog.one(random, GeneratedLog.ZONES));
        List<SplitRecords.Split> split = SplitRecords.of(another, GeneratedLog.chunks(log, random));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        split.forEach(record -> together.writeBytes(record.bytes()));
        assertThat(together.toByteArray()).as("%s", another).isEqualTo(log);
        assertThat(backwards(another, log, anyBlock(random))).as("%s", another).hasSameSizeAs(split);
    }

    /** Also such as nobody would set, and none. */
    private static String anyPrefix(Random random) {
        String letters = "%%%%amtnpuqsl- 9[]\t:é";
        StringBuilder prefix = new StringBuilder();
        int length = random.nextInt(12);
        for (int at = 0; at < length; at++) {
            prefix.append(letters.charAt(random.nextInt(letters.length())));
        }
        return prefix.toString();
    }

    private static String shown(String content) {
        String decoded = new String(content.getBytes(ISO_8859_1), UTF_8);
        return decoded.stripTrailing();
    }

    private static List<String> ids(GeneratedLog log, Random random) throws Exception {
        return backwards(log.dialect(), log.bytes(), anyBlock(random)).stream()
                .map(LogRecord::id)
                .toList();
    }

    private static int anyBlock(Random random) {
        return 1 + random.nextInt(random.nextBoolean() ? 40 : 1000);
    }

    private static List<LogRecord> backwards(LogDialect dialect, byte[] bytes, int block) throws Exception {
        BackwardRecords records = new BackwardRecords(
                new InMemory(bytes),
                bytes.length,
                RecordSyntax.of(dialect),
                new BackwardRecords.Budget(1L << 40, Duration.ofHours(1), System::nanoTime),
                block,
                block);
        List<LogRecord> found = new ArrayList<>();
        while (records.previous()) {
            found.add(records.record());
        }
        assertThat(records.unrecognisedBytes())
                .as("the same bytes are unrecognised in both directions")
                .isEqualTo(SplitRecords.unrecognised(dialect, GeneratedLog.chunks(bytes, new Random(block))));
        return found;
    }

    static byte[] filtered(LogDialect dialect, RecordFilter filter, Instant modified, List<byte[]> chunks)
            throws Exception {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        FilteredLog log = new FilteredLog(dialect, filter, bytes -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            kept.writeBytes(copy);
        });
        log.beginFile(modified);
        for (byte[] chunk : chunks) {
            log.write(ByteBuffer.wrap(chunk.clone()));
        }
        log.finish();
        return kept.toByteArray();
    }

    private static RecordFilter anyFilter(Random random, GeneratedLog log) {
        Optional<Severity> level = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(GeneratedLog.one(random, List.of(Severity.values())));
        return new RecordFilter(anyTime(random, log), anyTime(random, log), level);
    }

    /** Often exactly that of a record: edges are where filters go wrong. */
    private static Optional<Instant> anyTime(Random random, GeneratedLog log) {
        if (random.nextBoolean() || log.records().isEmpty()) {
            return Optional.empty();
        }
        long millis = GeneratedLog.one(random, log.records()).millis();
        return millis == RecordSyntax.NO_TIME ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static boolean isWanted(RecordFilter filter, long millis, Severity severity) {
        boolean late =
                filter.start().isEmpty() || millis >= filter.start().get().toEpochMilli();
        boolean early = filter.end().isEmpty() || millis < filter.end().get().toEpochMilli();
        boolean urgent = filter.level().isEmpty()
                || severity.ordinal() >= filter.level().get().ordinal();
        return urgent && late && early;
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = Arrays.copyOfRange(whole, random.nextInt(whole.length + 1), whole.length);
        int changes = bytes.length == 0 ? 0 : random.nextInt(12);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "\"\n,: \\\t-0%{".charAt(random.nextInt(11));
        }
        return bytes;
    }
}
