package io.logferry.export;

import java.time.Instant;

/** How far an export has come. */
public sealed interface ExportState {
    /** It waits for a worker, or a worker is at it. */
    record Running() implements ExportState {}

    /** Every node's file is in the store. */
    record Succeeded(Instant endedAt) implements ExportState {}

    /**
     * At least one node's file could not be made.
     *
     * @param reason one sentence for the caller: which node, what happened, what to do
     */
    record Failed(Instant endedAt, String reason) implements ExportState {}
}
