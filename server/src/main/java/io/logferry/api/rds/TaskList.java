package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.export.Export;
import io.logferry.export.ExportState;
import java.util.List;

/** The answer to the task list (docs/api.md). */
record TaskList(@JsonProperty("total_count") int totalCount, List<String> actions, List<Task> tasks) {

    record Task(
            String id,
            String name,
            @JsonProperty("instance_id") String instanceId,
            @JsonProperty("instance_name") String instanceName,
            @JsonProperty("instance_status") String instanceStatus,
            @JsonProperty("order_id") String orderId,
            String process,
            @JsonProperty("fail_reason") String failReason,
            @JsonProperty("create_time") String createTime,
            @JsonProperty("end_time") String endTime,
            String status) {}

    /**
     * @param instanceStatus the instance's status now; empty where it is no longer in the inventory
     */
    static Task task(Export export, String instanceStatus) {
        String reason = export.state() instanceof ExportState.Failed failed ? failed.reason() : "";
        return new Task(
                export.id().toString(),
                export.request().kind().taskName(),
                export.instance().value(),
                export.instanceName(),
                instanceStatus,
                "",
                JobAnswer.process(export),
                reason,
                ApiTime.of(export.createdAt()),
                export.endedAt().map(ApiTime::of).orElse(""),
                JobAnswer.status(export));
    }
}
