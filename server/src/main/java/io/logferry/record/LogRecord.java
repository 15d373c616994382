package io.logferry.record;

import java.time.Instant;
import java.util.Optional;

/**
 * One record of a log, for showing.
 *
 * @param id opaque; the same for this record each time, also after its file grew or was renamed (it hangs on the file's first line, the
 *     record's place in the file and its beginning); unique within a node
 * @param time when the server wrote it; the search for the latest records gives one to each, otherwise empty if the record itself has none
 * @param severity empty where it has none, or one in a language that isn't known
 * @param content the message, then what was added to it, a line each ({@code DETAIL:  …}); what isn't UTF-8 is replaced; of a very long
 *     record (over 16 KiB) the beginning, ending in {@code …}
 */
public record LogRecord(String id, Optional<Instant> time, Optional<Severity> severity, String content) {
    public LogRecord at(Instant time) {
        return new LogRecord(id, Optional.of(time), severity, content);
    }
}
