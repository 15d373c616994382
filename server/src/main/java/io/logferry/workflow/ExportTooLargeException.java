package io.logferry.workflow;

import java.io.IOException;

/** The export is larger than {@code logferry.export.max-size}. */
final class ExportTooLargeException extends IOException {
    ExportTooLargeException(long bytes, long allowed) {
        super(
                "the export has %d bytes or more, and %d are allowed (logferry.export.max-size): ask for a shorter range or a level, or ask the operator."
                        .formatted(bytes, allowed));
    }
}
