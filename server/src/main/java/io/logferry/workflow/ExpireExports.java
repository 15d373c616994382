package io.logferry.workflow;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.store.LogStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Exports expire: their links are handed out no longer, then their files go, and after a month the task is forgotten. */
public final class ExpireExports {
    private static final Logger LOG = Logger.getLogger(ExpireExports.class);

    /** The contract keeps tasks one month. */
    private static final Duration TASKS_KEPT = Duration.ofDays(31);

    private final ExportTable exports;
    private final LogStore store;
    private final RetentionRules rules;
    private final Clock clock;

    public ExpireExports(ExportTable exports, LogStore store, RetentionRules rules, Clock clock) {
        this.exports = exports;
        this.store = store;
        this.rules = rules;
        this.clock = clock;
    }

    /** Runs in one replica at a time. */
    public void run() {
        Instant now = clock.instant();
        for (Export export : exports.expired(rules, now)) {
            // First the row, then the files: no caller may get a link of a file that goes.
            if (exports.withdraw(export.id(), now)) {
                removeFiles(export);
            }
        }
        sweepStore();
        int forgotten = exports.forget(now.minus(TASKS_KEPT));
        if (forgotten > 0) {
            LOG.infof("forgot %d tasks older than a month", forgotten);
        }
    }

    private void sweepStore() {
        try {
            store.sweep();
        } catch (IOException e) {
            LOG.errorf(
                    e, "what dead runs left behind in the store could not be removed; it is tried again in a minute");
        }
    }

    private void removeFiles(Export export) {
        try {
            for (ExportFile file : export.files()) {
                store.remove(RequestDownload.keyOf(export, file));
            }
            exports.removed(export.id(), clock.instant());
            LOG.infof("files of workflow %s expired and are removed", export.id());
        } catch (IOException e) {
            LOG.errorf(e, "files of workflow %s could not be removed; they are tried again in a minute", export.id());
        }
    }
}
