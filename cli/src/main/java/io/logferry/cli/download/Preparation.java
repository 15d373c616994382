package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Http;
import io.logferry.cli.rds.Export;
import io.logferry.cli.rds.ExportRequest;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.rds.Job;
import io.logferry.cli.rds.Rds;
import io.logferry.cli.terminal.Advice;
import io.logferry.cli.terminal.Progress;
import io.logferry.cli.terminal.Quantity;
import java.time.Duration;
import java.util.Optional;

/** An export, from the request until its links are ready. */
public final class Preparation {
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Rds rds;
    private final Http http;
    private final Progress progress;

    public Preparation(Rds rds, Http http, Progress progress) {
        this.rds = rds;
        this.http = http;
        this.progress = progress;
    }

    /**
     * Requests the export, or an earlier one, and waits until it has ended or failed.
     *
     * @param workflowId of the earlier export
     */
    public Export await(Instance instance, ExportRequest request, Optional<String> workflowId) {
        Export export = workflowId
                .map(id -> again(instance.id(), id))
                .orElseGet(() -> rds.requestExport(instance.id(), request));
        if (!export.isRunning()) {
            return export;
        }
        String id = export.workflowId();
        awaitEnd(instance.name(), id);
        return again(instance.id(), id);
    }

    /** Prints the service's notes on an export that has ended, for example what a file does not contain. */
    public void tellNotes(Export export) {
        try {
            rds.job(export.workflowId())
                    .notes()
                    .forEach(note -> progress.warn("note: " + Advice.in(note).text()));
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.NOT_FOUND) {
                throw failure;
            }
            progress.warn("the service no longer knows the task " + export.workflowId()
                    + ", so its notes, if it had any, are missing here");
        }
    }

    /** Why an export failed, in the service's words. */
    public Failure failure(Export export) {
        String reason = rds.job(export.workflowId()).failReason();
        String failed = String.join(
                ", ",
                export.files().stream()
                        .filter(file -> !file.isReady())
                        .map(file -> file.nodeName().isEmpty() ? file.fileName() : file.nodeName())
                        .toList());
        return new Failure(
                ExitCode.EXPORT_FAILED,
                "the export of " + failed + " failed: "
                        + Advice.in(reason.isEmpty() ? "try again" : reason).text("workflow " + export.workflowId()));
    }

    private void awaitEnd(String title, String id) {
        long start = System.nanoTime();
        Duration wait = FIRST_WAIT;
        while (true) {
            Job job = rds.job(id);
            String waited = Quantity.duration(Duration.ofNanos(System.nanoTime() - start));
            progress.draw(title, job.percent() / 100.0, "preparing  " + waited);
            if (!job.isRunning()) {
                progress.clear();
                return;
            }
            http.waitFor(wait);
            Duration longer = wait.multipliedBy(3).dividedBy(2);
            wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
        }
    }

    private Export again(String instanceId, String workflowId) {
        return rds.export(instanceId, workflowId)
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        "the instance has no export " + workflowId
                                + ", or its files were removed: download without --workflow to start a new export"));
    }
}
