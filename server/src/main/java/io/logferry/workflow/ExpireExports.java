package io.logferry.workflow;

import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.store.LogStore;
import io.logferry.store.ObjectKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
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
        exports.untidy(now).forEach(this::tidy);
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

    /** What was on its way to the store when its run died or was given up may have arrived since. */
    private void tidy(Export export) {
        try {
            Set<ObjectKey> stored = export.withdrawn()
                    ? Set.of()
                    : export.files().stream()
                            .flatMap(file -> RequestDownload.keyOf(export, file).stream())
                            .collect(Collectors.toSet());
            store.clear(export.project(), export.id(), stored);
            exports.tidied(export.id(), clock.instant());
        } catch (IOException e) {
            LOG.warnf(e, "what runs of workflow %s may have left is looked for again in a minute", export.id());
        }
    }

    private void removeFiles(Export export) {
        try {
            store.clear(export.project(), export.id(), Set.of());
            exports.removed(export.id(), clock.instant());
            LOG.infof("files of workflow %s expired and are removed", export.id());
        } catch (IOException e) {
            LOG.errorf(e, "files of workflow %s could not be removed; they are tried again in a minute", export.id());
        }
    }
}
