package io.logferry.workflow.search;

import io.logferry.instance.Node;
import io.logferry.record.LogRecord;
import io.logferry.record.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * One record of an instance's log.
 *
 * @param id opaque, unique within the instance, and the same for this record each time
 * @param severity empty where it has none, or one in a language that isn't known
 */
public record ErrorLogEntry(String id, String nodeName, Instant time, Optional<Severity> severity, String content) {
    private static final int FIXED_BYTES = 300;

    /** The node is part of the id, because a standby that was made by copying the master has its log files, too. */
    static ErrorLogEntry of(Node node, LogRecord record) {
        return new ErrorLogEntry(
                node.id() + "-" + record.id(),
                node.name(),
                record.time().orElseThrow(),
                record.severity(),
                record.content());
    }

    /** Bytes of memory, roughly. */
    int weight() {
        return FIXED_BYTES + Character.BYTES * content.length();
    }
}
