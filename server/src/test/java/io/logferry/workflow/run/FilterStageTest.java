package io.logferry.workflow.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRequest.Compression;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FilterStageTest {
    private static final Instant EIGHT = Instant.parse("2026-11-24T08:00:00Z");
    private static final String RECORD = "pid=7 ERROR:  %s\n";

    private final StringBuilder kept = new StringBuilder();
    private final ExportPipe.Output end = bytes -> kept.append(UTF_8.decode(bytes));

    @Test
    void a_time_range_of_a_log_without_times_selects_by_the_times_of_the_files_and_says_so() throws Exception {
        ExportRequest hour = new ExportRequest(
                ExportKind.ERROR_LOG,
                Optional.of(EIGHT),
                Optional.of(EIGHT.plusSeconds(3600)),
                Optional.empty(),
                new TreeSet<>(),
                Compression.NONE);
        FilterStage pipe = new FilterStage(new LogDialect(LogFormat.STDERR, "pid=%p ", "UTC"), hour, end);
        write(pipe, EIGHT.minusSeconds(1), "before");
        write(pipe, EIGHT.plusSeconds(60), "within");
        write(pipe, EIGHT.plusSeconds(9000), "perhaps", "after");
        pipe.finish();
        assertThat(kept).hasToString(RECORD.formatted("within"));
        assertThat(pipe.notes("orders_node0"))
                .singleElement()
                .asString()
                .contains(
                        "node orders_node0's",
                        "have no time",
                        "1 are included, and 2 are missing",
                        "%m into log_line_prefix");
    }

    private static void write(FilterStage pipe, Instant modified, String... messages) throws Exception {
        pipe.beginFile(modified);
        for (String message : messages) {
            pipe.write(ByteBuffer.wrap(RECORD.formatted(message).getBytes(UTF_8)));
        }
    }
}
