package io.logferry.source.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.LogFormat;
import io.logferry.source.SplitBytes;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LastLineCutTest {
    @Property
    void stderr_and_json_are_cut_after_the_last_line_feed(
            @ForAll("logs") byte[] log, @ForAll @IntRange(max = 300) int pinned, @ForAll Random random)
            throws Exception {
        int size = Math.min(pinned, log.length);
        int expected = 0;
        for (int i = 0; i < size; i++) {
            expected = log[i] == '\n' ? i + 1 : expected;
        }
        assertThat(cut(LogFormat.STDERR, log, size, random)).isEqualTo(expected);
        assertThat(cut(LogFormat.JSONLOG, log, size, random)).isEqualTo(expected);
    }

    @Property
    void csv_is_cut_after_the_last_line_feed_that_has_an_even_number_of_quotes_before_it(
            @ForAll("logs") byte[] log, @ForAll @IntRange(max = 300) int pinned, @ForAll Random random)
            throws Exception {
        int size = Math.min(pinned, log.length);
        int expected = 0;
        for (int i = 0; i < size; i++) {
            expected = log[i] == '\n' && quotesBefore(log, i) % 2 == 0 ? i + 1 : expected;
        }
        assertThat(cut(LogFormat.CSVLOG, log, size, random)).isEqualTo(expected);
    }

    @Property(tries = 20)
    void a_last_line_of_any_length_is_left_out(
            @ForAll @IntRange(max = 3) int lines,
            @ForAll @IntRange(min = 60_000, max = 1_000_000) int length,
            @ForAll Random random)
            throws Exception {
        byte[] log = new byte[lines + length];
        Arrays.fill(log, (byte) 'x');
        Arrays.fill(log, 0, lines, (byte) '\n');
        assertThat(cut(LogFormat.STDERR, log, log.length, random)).isEqualTo(lines);
    }

    @Test
    void neither_a_carriage_return_nor_a_unicode_separator_ends_a_line() throws Exception {
        byte[] log = "a\n\rb\r\u2028c\u0085".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(cut(LogFormat.STDERR, log, log.length, new Random(1))).isEqualTo(2);
    }

    @Provide
    Arbitrary<byte[]> logs() {
        return Arbitraries.of((byte) '\n', (byte) '"', (byte) '\r', (byte) 0, (byte) 'a', (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(300);
    }

    private static int quotesBefore(byte[] log, int end) {
        int quotes = 0;
        for (int i = 0; i < end; i++) {
            quotes += log[i] == '"' ? 1 : 0;
        }
        return quotes;
    }

    private static long cut(LogFormat format, byte[] log, int size, Random random) throws Exception {
        return LastLineCut.of(format, (offset, length) -> new SplitBytes(log, offset, length, random), size);
    }
}
