package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.link.Link;
import io.logferry.workflow.request.DownloadAnswer;
import io.logferry.workflow.request.DownloadAnswer.SignedFile;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to an error-log download, see docs/api.md. No field is ever absent or null. */
@Schema(name = "ErrorLogDownload")
record DownloadLinks(List<Entry> list, String status, int count) {

    @Schema(name = "ErrorLogDownloadFile")
    record Entry(
            @JsonProperty("workflow_id") String workflowId,
            @JsonProperty("file_name") String fileName,
            String status,
            @JsonProperty("file_size") String fileSize,
            @JsonProperty("file_link") String fileLink,
            @JsonProperty("create_at") long createdAt,
            @JsonProperty("update_at") long updatedAt,
            @JsonProperty("node_name") String nodeName,
            @JsonProperty("file_sha256") String fileSha256) {}

    static DownloadLinks of(DownloadAnswer.Described answer) {
        Export export = answer.export();
        List<Entry> entries =
                answer.files().stream().map(file -> entry(export, file)).toList();
        String status = switch (export.state()) {
            case Export.Running running -> "CREATING";
            case Export.Succeeded succeeded -> "FINISH";
            case Export.Failed failed -> "FAILED";
        };
        return new DownloadLinks(entries, status, entries.size());
    }

    private static Entry entry(Export export, SignedFile signed) {
        ExportFile file = signed.file();
        // While the workflow runs there is no link, also for a file that is finished before the others.
        boolean open = export.isRunning();
        return switch (file.state()) {
            case ExportFile.Stored stored
            when !open ->
                entry(
                        export,
                        file,
                        "SUCCESS",
                        stored.size(),
                        signed.link().map(Link::url).orElse(""),
                        stored.since(),
                        signed.link().map(Link::signedAt).orElse(stored.since()),
                        stored.sha256());
            case ExportFile.Failed failed ->
                entry(export, file, "FAILED", 0, "", export.createdAt(), failed.since(), "");
            case ExportFile.Stored stored ->
                entry(export, file, "EXPORTING", stored.size(), "", export.createdAt(), stored.since(), "");
            case ExportFile.Exporting exporting ->
                entry(export, file, "EXPORTING", 0, "", export.createdAt(), exporting.since(), "");
        };
    }

    private static Entry entry(
            Export export,
            ExportFile file,
            String status,
            long size,
            String link,
            Instant created,
            Instant updated,
            String sha256) {
        return new Entry(
                export.id().toString(),
                file.fileName(),
                status,
                String.valueOf(size),
                link,
                created.toEpochMilli(),
                updated.toEpochMilli(),
                file.nodeName(),
                sha256);
    }
}
