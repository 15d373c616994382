package io.logferry.source;

import io.logferry.record.LogFormat;
import java.util.List;

/**
 * What was copied.
 *
 * @param notes sentences worth knowing, such as that a file vanished or which format was chosen; they name the node, never its host
 */
public record LogReading(LogFormat format, long bytes, List<String> notes) {
    public LogReading {
        notes = List.copyOf(notes);
    }
}
