package io.logferry.export;

import io.logferry.id.InstanceId;
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
        ExportState state,
        List<ExportFile> files,
        List<String> notes,
        Optional<Instant> deliveredAt,
        boolean withdrawn) {
    public Export {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    public boolean isRunning() {
        return state instanceof ExportState.Running;
    }

    public Optional<Instant> endedAt() {
        return switch (state) {
            case ExportState.Running running -> Optional.empty();
            case ExportState.Succeeded succeeded -> Optional.of(succeeded.endedAt());
            case ExportState.Failed failed -> Optional.of(failed.endedAt());
        };
    }

    /** How much of the bytes has been read, 0 to 100; 0 while it isn't known how many there are. */
    public int percentage() {
        long planned = 0;
        long done = 0;
        for (ExportFile file : files) {
            switch (file.state()) {
                case FileState.Exporting exporting -> {
                    planned += exporting.plannedBytes();
                    done += Math.min(exporting.doneBytes(), exporting.plannedBytes());
                }
                case FileState.Stored stored -> {
                    planned += stored.size();
                    done += stored.size();
                }
                case FileState.Failed failed -> {}
            }
        }
        return planned == 0 ? 0 : (int) (done * 100.0 / planned);
    }
}
