package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogRecord;
import io.logferry.record.scan.LatestRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node's latest records, found as {@code GET …/errorlog} finds them. */
public final class LatestInLog {
    private LatestInLog() {}

    /** The records since then, in all of the node's files. */
    public static List<LogRecord> of(LogSource source, Node node, Instant start) throws Exception {
        return source.browse(node, Instant.EPOCH, log -> find(log, start));
    }

    private static List<LogRecord> find(RecentFiles log, Instant start) throws IOException {
        LatestRecords latest =
                new LatestRecords(start, Instant.now().plusSeconds(1), Optional.empty(), 2000, 256L << 20);
        boolean more = true;
        while (more) {
            Optional<BackwardBytes> file = log.nextOlder();
            more = file.isPresent() && latest.scan(file.get(), log.dialect());
        }
        assertThat(latest.isTruncated() || log.leftOut()).isFalse();
        assertThat(log.doubt()).isEmpty();
        return latest.records();
    }
}
