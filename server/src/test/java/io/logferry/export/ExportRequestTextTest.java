package io.logferry.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.export.ExportRequest.Compression;
import io.logferry.id.NodeId;
import io.logferry.record.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExportRequestTextTest {
    @Test
    void everything_is_the_empty_text() {
        assertThat(ExportRequestText.of(ExportRequest.everything(ExportKind.ERROR_LOG)))
                .isEmpty();
        assertThat(ExportRequestText.parse(ExportKind.ERROR_LOG, ""))
                .isEqualTo(ExportRequest.everything(ExportKind.ERROR_LOG));
    }

    @Property(tries = 300)
    void a_request_is_the_same_after_it_was_written_and_parsed(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 4_000_000_000_000L) long start,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long end,
            @ForAll boolean hasStart,
            @ForAll boolean hasEnd,
            @ForAll Optional<Severity> level,
            @ForAll Compression compression,
            @ForAll @Size(max = 4) List<Integer> nodeNumbers) {
        TreeSet<NodeId> nodes = new TreeSet<>();
        nodeNumbers.forEach(number -> nodes.add(new NodeId("%032xno03".formatted(number))));
        ExportRequest request = new ExportRequest(
                ExportKind.ERROR_LOG,
                hasStart ? Optional.of(Instant.ofEpochMilli(start)) : Optional.empty(),
                hasEnd ? Optional.of(Instant.ofEpochMilli(end)) : Optional.empty(),
                level,
                nodes,
                compression);

        assertThat(ExportRequestText.parse(ExportKind.ERROR_LOG, ExportRequestText.of(request)))
                .isEqualTo(request);
    }
}
