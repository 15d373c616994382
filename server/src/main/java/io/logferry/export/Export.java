package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An export of one instance's logs; the API calls it a workflow or a task.
 *
 * @param files one for each node, the primary's first
 * @param notes sentences for the caller about what the files contain
 * @param deliveredAt when the result was first delivered to a caller
 * @param withdrawn whether its files have expired, so that no more links are handed out
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
    /** The state of an export. */
    public sealed interface State {}

    /** It waits for a worker, or a worker runs it. */
    public record Running() implements State {}

    /** Every node's file is in the store. */
    public record Succeeded(Instant endedAt) implements State {}

    /**
     * The file of at least one node could not be created.
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

    /** The key of the file in the store; empty if it isn't stored. */
    public Optional<ObjectKey> keyOf(ExportFile file) {
        return file.state() instanceof ExportFile.Stored stored
                ? Optional.of(new ObjectKey(project, id, stored.run(), file.fileName()))
                : Optional.empty();
    }

    /** The total size of the files in the store. */
    public long storedBytes() {
        return files.stream()
                .mapToLong(file -> file.state() instanceof ExportFile.Stored stored ? stored.size() : 0)
                .sum();
    }

    /**
     * How much has been read, 0 to 100. Each file counts the same, because the size of a file is unknown until its copy begins. It falls only if
     * a copy begins again.
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
