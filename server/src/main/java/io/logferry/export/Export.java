package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The making of one instance's log files.
 *
 * @param files one a node, the master's first
 * @param notes sentences worth knowing about what was taken
 * @param deliveredAt when a caller was first told how it ended
 * @param withdrawn whether its links are no longer handed out, since its files expired
 */
public record Export(
        WorkflowId id,
        ProjectId project,
        InstanceId instance,
        String instanceName,
        ExportRequest request,
        Instant createdAt,
        State state,
        List<ExportFile> files,
        List<String> notes,
        Optional<Instant> deliveredAt,
        boolean withdrawn) {
    /** How far an export has come. */
    public sealed interface State {}

    /** It waits for a worker, or a worker is at it. */
    public record Running() implements State {}

    /** Every node's file is in the store. */
    public record Succeeded(Instant endedAt) implements State {}

    /**
     * At least one node's file could not be made.
     *
     * @param reason one sentence for the caller: which node, what happened, what to do
     */
    public record Failed(Instant endedAt, String reason) implements State {}

    public Export {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    public boolean isRunning() {
        return state instanceof Running;
    }

    public Optional<Instant> endedAt() {
        return switch (state) {
            case Running running -> Optional.empty();
            case Succeeded succeeded -> Optional.of(succeeded.endedAt());
            case Failed failed -> Optional.of(failed.endedAt());
        };
    }

    /** Where that file of it is in the store; empty if it isn't stored. */
    public Optional<ObjectKey> keyOf(ExportFile file) {
        return file.state() instanceof ExportFile.Stored stored
                ? Optional.of(new ObjectKey(project, id, stored.run(), file.fileName()))
                : Optional.empty();
    }

    /** The size of its files that are in the store, all together. */
    public long storedBytes() {
        return files.stream()
                .mapToLong(file -> file.state() instanceof ExportFile.Stored stored ? stored.size() : 0)
                .sum();
    }

    /**
     * How much has been read, 0 to 100. Each file counts the same, since nobody knows yet how large one is that is not begun. It falls only
     * where a copy begins anew.
     */
    public int percentage() {
        double read = files.stream().mapToDouble(file -> partRead(file.state())).sum();
        return (int) (read * 100 / Math.max(1, files.size()));
    }

    private static double partRead(ExportFile.State state) {
        return switch (state) {
            case ExportFile.Exporting exporting ->
                Math.min(1.0, (double) exporting.doneBytes() / Math.max(1, exporting.plannedBytes()));
            case ExportFile.Stored stored -> 1;
            case ExportFile.Failed failed -> 1;
        };
    }
}
