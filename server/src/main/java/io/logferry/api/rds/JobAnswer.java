package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.export.Export;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A task (docs/api.md). {@code ended} and {@code fail_reason} are absent while they have no value. */
record JobAnswer(Job job) {

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Job(
            String id,
            String name,
            String status,
            String created,
            Optional<String> ended,
            String process,
            JobInstance instance,
            Map<String, String> entities,
            @JsonProperty("fail_reason") Optional<String> failReason,
            List<String> notes) {}

    record JobInstance(String id, String name) {}

    static JobAnswer of(Export export) {
        Optional<String> reason =
                export.state() instanceof Export.Failed failed ? Optional.of(failed.reason()) : Optional.empty();
        return new JobAnswer(new Job(
                export.id().toString(),
                export.request().kind().taskName(),
                status(export),
                ApiTime.of(export.createdAt()),
                export.endedAt().map(ApiTime::of),
                process(export),
                new JobInstance(export.instance().value(), export.instanceName()),
                Map.of(),
                reason,
                export.notes()));
    }

    /** The percentage while it runs; empty after its end. */
    static String process(Export export) {
        return export.isRunning() ? String.valueOf(Math.min(99, export.percentage())) : "";
    }

    static String status(Export export) {
        return switch (export.state()) {
            case Export.Running running -> "Running";
            case Export.Succeeded succeeded -> "Completed";
            case Export.Failed failed -> "Failed";
        };
    }
}
