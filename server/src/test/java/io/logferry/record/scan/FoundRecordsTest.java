package io.logferry.record.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs that were misread once: the records in them are known, and are found forwards and backwards. */
class FoundRecordsTest {
    /** @param severity null where it has none */
    record Place(long offset, long length, @Nullable Severity severity, long millis) {}

    record Case(String id, LogDialect dialect, byte[] log, List<Place> records) {
        @Override
        public String toString() {
            return id;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwards(Case found) throws Exception {
        for (int chunk : new int[] {1, 7, 1 << 20}) {
            List<Place> places = new ArrayList<>();
            long offset = 0;
            for (SplitRecords.Split split : SplitRecords.of(found.dialect(), chunks(found.log(), chunk))) {
                places.add(new Place(offset, split.bytes().length, split.severity(), split.millis()));
                offset += split.bytes().length;
            }
            assertThat(places).isEqualTo(found.records());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwards(Case found) throws IOException {
        for (int block : new int[] {1, 7, 100, 1 << 20}) {
            assertThat(placesBackwards(found, block)).isEqualTo(found.records());
        }
    }

    private static List<Place> placesBackwards(Case found, int block) throws IOException {
        BackwardRecords backwards = new BackwardRecords(
                new InMemory(found.log()),
                found.log().length,
                RecordSyntax.of(found.dialect()),
                new BackwardRecords.Budget(1L << 40, Duration.ofHours(1), System::nanoTime),
                block,
                block);
        List<Place> places = new ArrayList<>();
        while (backwards.previous()) {
            BackwardRecords.Found record = backwards.current();
            places.addFirst(new Place(record.offset(), backwards.length(), record.severity(), record.millis()));
        }
        return places;
    }

    static Stream<Case> cases() throws IOException {
        JsonNode expected = new ObjectMapper().readTree(resource("expected.json"));
        List<Case> cases = new ArrayList<>();
        for (JsonNode one : expected.get("cases")) {
            LogFormat format = Stream.of(LogFormat.values())
                    .filter(known -> known.word().equals(one.get("format").asText()))
                    .findFirst()
                    .orElseThrow();
            LogDialect dialect = new LogDialect(
                    format,
                    one.get("line_prefix").asText(),
                    one.get("log_timezone").asText());
            List<Place> places = new ArrayList<>();
            for (JsonNode record : one.get("records")) {
                places.add(new Place(
                        record.get("offset").asLong(),
                        record.get("length").asLong(),
                        Severity.valueOf(record.get("severity").asText()),
                        record.get("millis").asLong()));
            }
            cases.add(new Case(
                    one.get("id").asText(), dialect, resource(one.get("file").asText()), places));
        }
        assertThat(cases).hasSizeGreaterThan(8);
        return cases.stream();
    }

    private static List<byte[]> chunks(byte[] log, int length) {
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < log.length; at += length) {
            chunks.add(Arrays.copyOfRange(log, at, Math.min(log.length, at + length)));
        }
        return chunks;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = FoundRecordsTest.class.getResourceAsStream("found/" + name)) {
            return file.readAllBytes();
        }
    }
}
