package io.logferry.record;

import java.time.Instant;
import java.util.Optional;

/**
 * One record of a log, for showing.
 *
 * @param id opaque and unique within a node; it stays the same when the file grows or is renamed, because it is a hash of the file's first line, the
 *     record's offset and its beginning
 * @param time when the server wrote it; the search for the latest records gives one to each record
 * @param severity empty if it has none, or one in an unknown language
 * @param content the message, then what was added to it, a line each ({@code DETAIL:  …}); bytes that are not UTF-8 are replaced; of a record over
 *     16 KiB the beginning, which ends in {@code …}
 */
public record LogRecord(String id, Optional<Instant> time, Optional<Severity> severity, String content) {
    public LogRecord at(Instant time) {
        return new LogRecord(id, Optional.of(time), severity, content);
    }
}
