package io.logferry.export;

import io.logferry.id.NodeId;
import java.time.Instant;

/** The file of one node in an export. */
public record ExportFile(NodeId node, String nodeName, String fileName, State state) {
    /** The state of a file. */
    public sealed interface State {
        /** When the file entered this state. */
        Instant since();
    }

    /**
     * It is not complete yet.
     *
     * @param plannedBytes how many bytes will be read; 0 if that is not known yet
     * @param doneBytes how many have been read
     */
    public record Exporting(Instant since, long plannedBytes, long doneBytes) implements State {}

    /**
     * It is in the store.
     *
     * @param run the number of the run that stored it
     * @param sha256 of its content, 64 lower-case hex digits
     */
    public record Stored(Instant since, int run, long size, String sha256) implements State {}

    /** It could not be created. */
    public record Failed(Instant since, String reason) implements State {}
}
