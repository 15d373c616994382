package io.logferry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedLogTest {
    @TempDir
    Path folder;

    @Test
    void a_log_has_exactly_its_size_and_ends_with_a_line() throws Exception {
        long size = (9L << 20) + 17;
        Path file = folder.resolve("log");
        GeneratedLog.write(file, size);
        assertThat(file).hasSize(size);
        assertThat(Files.readString(file)).endsWith("\n").contains("ERROR:  duplicate key");
    }

    @Test
    void no_two_blocks_are_alike() throws Exception {
        Path file = folder.resolve("log");
        GeneratedLog.write(file, 12 << 20);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(Arrays.equals(bytes, 0, 4 << 20, bytes, 4 << 20, 8 << 20)).isFalse();
    }
}
