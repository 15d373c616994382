package io.logferry.export;

import java.time.Instant;

/** How far one node's file has come. */
public sealed interface FileState {
    /** When it came to this state. */
    Instant since();

    /**
     * It is being made.
     *
     * @param plannedBytes how many bytes will be read, 0 until that is known
     * @param doneBytes how many have been read
     */
    record Exporting(Instant since, long plannedBytes, long doneBytes) implements FileState {}

    /**
     * It is in the store.
     *
     * @param run the number of the run that stored it
     * @param sha256 of its content, 64 lower-case hex digits
     */
    record Stored(Instant since, int run, long size, String sha256) implements FileState {}

    /** It could not be made. */
    record Failed(Instant since, String reason) implements FileState {}
}
