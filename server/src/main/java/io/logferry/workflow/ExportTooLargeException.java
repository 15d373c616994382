package io.logferry.workflow;

import java.io.IOException;

/** The export would read more than {@code logferry.export.max-size}. */
final class ExportTooLargeException extends IOException {
    ExportTooLargeException(long planned, long allowed) {
        super(
                "the export would read %d bytes, and %d are allowed (logferry.export.max-size): ask for a shorter range, or ask the operator."
                        .formatted(planned, allowed));
    }
}
