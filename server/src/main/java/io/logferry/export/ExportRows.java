package io.logferry.export;

import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Makes {@link Export}s of the rows of {@code export} and {@code export_file}. */
final class ExportRows {
    /** True for exports that this release can read: a replica of a later release may have written others into the same database. */
    static final String KNOWN_KIND = Arrays.stream(ExportKind.values())
            .map(kind -> "'" + kind.name() + "'")
            .collect(Collectors.joining(", ", "kind IN (", ")"));

    /** All columns of known kinds of exports, one row for each file. */
    static final String SELECT = """
            SELECT e.workflow_id, e.project_id, e.instance_id, e.instance_name, e.kind, e.request, e.state, e.created_at, e.ended_at,
                   e.fail_reason, e.notes, e.delivered_at, e.withdrawn_at,
                   f.node_id, f.node_name, f.file_name, f.state AS file_state, f.planned_bytes, f.done_bytes, f.size_bytes,
                   f.run, f.sha256, f.fail_reason AS file_fail_reason, f.changed_at
              FROM (SELECT * FROM export WHERE %s) e JOIN export_file f USING (workflow_id)
            """.formatted(KNOWN_KIND);

    private ExportRows() {}

    /** The exports of a query that begins with {@link #SELECT}, in its order; the rows of one export must be adjacent. */
    static List<Export> query(Handle handle, String sql, Object... arguments) {
        List<Row> rows = handle.select(sql, arguments).map(ExportRows::row).list();
        List<Export> exports = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size()
                    || !rows.get(i).export.id().equals(rows.get(from).export.id())) {
                List<ExportFile> files =
                        rows.subList(from, i).stream().map(Row::file).toList();
                exports.add(withFiles(rows.get(from).export, files));
                from = i;
            }
        }
        return exports;
    }

    private record Row(Export export, ExportFile file) {}

    private static Row row(ResultSet row, @Nullable StatementContext context) throws SQLException {
        Export export = new Export(
                new WorkflowId(row.getObject("workflow_id", UUID.class)),
                new ProjectId(row.getString("project_id")),
                new InstanceId(row.getString("instance_id")),
                row.getString("instance_name"),
                ExportRequestText.parse(ExportKind.valueOf(row.getString("kind")), row.getString("request")),
                instant(row, "created_at").orElseThrow(),
                state(row),
                List.of(),
                texts(row.getArray("notes")),
                instant(row, "delivered_at"),
                instant(row, "withdrawn_at").isPresent());
        ExportFile file = new ExportFile(
                new NodeId(row.getString("node_id")),
                row.getString("node_name"),
                row.getString("file_name"),
                fileState(row));
        return new Row(export, file);
    }

    private static Export.State state(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "RUNNING" -> new Export.Running();
            case "SUCCEEDED" -> new Export.Succeeded(instant(row, "ended_at").orElseThrow());
            case "FAILED" -> new Export.Failed(instant(row, "ended_at").orElseThrow(), row.getString("fail_reason"));
            default -> throw new SQLException("unknown state of an export: " + row.getString("state"));
        };
    }

    private static ExportFile.State fileState(ResultSet row) throws SQLException {
        Instant since = instant(row, "changed_at").orElseThrow();
        return switch (row.getString("file_state")) {
            case "EXPORTING" ->
                new ExportFile.Exporting(since, row.getLong("planned_bytes"), row.getLong("done_bytes"));
            case "SUCCESS" ->
                new ExportFile.Stored(since, row.getInt("run"), row.getLong("size_bytes"), row.getString("sha256"));
            case "FAILED" -> new ExportFile.Failed(since, row.getString("file_fail_reason"));
            default -> throw new SQLException("unknown state of a file: " + row.getString("file_state"));
        };
    }

    private static Export withFiles(Export export, List<ExportFile> files) {
        return new Export(
                export.id(),
                export.project(),
                export.instance(),
                export.instanceName(),
                export.request(),
                export.createdAt(),
                export.state(),
                files,
                export.notes(),
                export.deliveredAt(),
                export.withdrawn());
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? Optional.empty() : Optional.of(time.toInstant());
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
