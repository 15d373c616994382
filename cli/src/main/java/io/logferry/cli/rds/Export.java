package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a request for links.
 *
 * @param status {@code CREATING}, {@code FINISH} or {@code FAILED}
 * @param raw the answer as the service sent it
 */
public record Export(String status, List<ExportFile> files, JsonNode raw) {

    static Export of(JsonNode json) {
        List<ExportFile> files = new ArrayList<>();
        json.path("list").forEach(entry -> files.add(ExportFile.of(entry)));
        return new Export(json.path("status").asText(""), List.copyOf(files), json);
    }

    public boolean isRunning() {
        return status.equals("CREATING");
    }

    public boolean isFinished() {
        return status.equals("FINISH");
    }

    public String workflowId() {
        return files.isEmpty() ? "" : files.getFirst().workflowId();
    }

    /** The file with this name, if the answer has it. */
    public Optional<ExportFile> file(String name) {
        return files.stream().filter(file -> file.fileName().equals(name)).findFirst();
    }
}
