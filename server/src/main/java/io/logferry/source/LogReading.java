package io.logferry.source;

import io.logferry.record.LogFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was copied.
 *
 * @param notes sentences worth knowing, such as that a file vanished or which format was chosen; they name the node, never its host
 */
public record LogReading(LogFormat format, long bytes, List<String> notes) {
    public LogReading {
        notes = List.copyOf(notes);
    }

    /** The same with more notes. */
    public LogReading and(List<String> more) {
        return new LogReading(
                format, bytes, Stream.concat(notes.stream(), more.stream()).toList());
    }
}
