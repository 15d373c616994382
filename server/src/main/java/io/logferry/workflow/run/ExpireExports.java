package io.logferry.workflow.run;

import io.logferry.export.Export;
import io.logferry.export.ExportTable;
import io.logferry.export.RetentionRules;
import io.logferry.id.ObjectKey;
import io.logferry.store.LogStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Exports expire: first no more links are handed out, then the files are removed, and after a month the task is deleted.
 *
 * <p>A round ends at the first failure of the store, because each of a thousand chores would wait for a store that is down. The next round begins with
 * the chores that have not failed, so one file that can't be removed doesn't keep the others.
 */
public final class ExpireExports implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ExpireExports.class);

    /** One month, as docs/api.md promises. */
    private static final Duration TASKS_KEPT = Duration.ofDays(31);

    private static final Duration TO_END = Duration.ofSeconds(3);

    private final ExportTable exports;
    private final LogStore store;
    private final RetentionRules rules;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1);
    private final Map<String, Long> failedInRound = new HashMap<>();
    private long rounds;
    private volatile @Nullable Thread thread;

    /** @param what what the log calls it */
    private record Chore(String what, Work work) {}

    private interface Work {
        void run() throws IOException;
    }

    public ExpireExports(ExportTable exports, LogStore store, RetentionRules rules, Clock clock) {
        this.exports = exports;
        this.store = store;
        this.rules = rules;
        this.clock = clock;
    }

    /** Begins a round, unless one runs; in a separate thread, because the store may be slow and the calling worker has exports to run. */
    public void run() {
        if (!turn.tryAcquire()) {
            LOG.debug("the last round still runs");
            return;
        }
        thread = Thread.ofPlatform().daemon().name("expire-exports").start(() -> {
            try {
                round();
            } catch (RuntimeException e) {
                LOG.error("exports could not be expired; trying again in a minute", e);
            } finally {
                turn.release();
            }
        });
    }

    /** Runs one round. */
    public void round() {
        Instant now = clock.instant();
        List<Chore> chores = chores(now);
        failedInRound.keySet().retainAll(chores.stream().map(Chore::what).toList());
        chores.sort(Comparator.comparing(chore -> failedInRound.getOrDefault(chore.what(), 0L)));
        rounds++;
        for (Chore chore : chores) {
            if (!isDone(chore)) {
                break;
            }
        }
        int forgotten = exports.forget(now.minus(TASKS_KEPT));
        if (forgotten > 0) {
            LOG.infof("deleted %d tasks older than a month", forgotten);
        }
    }

    private List<Chore> chores(Instant now) {
        List<Chore> chores = new ArrayList<>();
        for (Export export : exports.expired(rules, now)) {
            // first the row, then the files: no caller may get a link to a file that is about to be removed
            if (exports.withdraw(export.id(), now)) {
                chores.add(new Chore("remove the files of workflow " + export.id(), () -> removeFiles(export)));
            }
        }
        for (Export export : exports.untidy(now)) {
            chores.add(new Chore("remove leftovers of the runs of workflow " + export.id(), () -> tidy(export)));
        }
        chores.add(new Chore("remove leftovers of dead runs", store::sweep));
        return chores;
    }

    private boolean isDone(Chore chore) {
        try {
            chore.work().run();
            failedInRound.remove(chore.what());
            return true;
        } catch (IOException e) {
            failedInRound.put(chore.what(), rounds);
            LOG.errorf(e, "the log store failed to %s; trying again in a minute", chore.what());
            return false;
        }
    }

    /** Requests to the store that were under way when a run died or was given up may have arrived since then. */
    private void tidy(Export export) throws IOException {
        Set<ObjectKey> stored = export.withdrawn()
                ? Set.of()
                : export.files().stream()
                        .flatMap(file -> export.keyOf(file).stream())
                        .collect(Collectors.toSet());
        store.clear(export.project(), export.id(), stored);
        exports.tidied(export.id(), clock.instant());
    }

    private void removeFiles(Export export) throws IOException {
        store.clear(export.project(), export.id(), Set.of());
        exports.removed(export.id(), clock.instant());
        LOG.infof("files of workflow %s expired and are removed", export.id());
    }

    /** Ends the running round. */
    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(TO_END)) {
                LOG.warn("a round waits for the log store; the service stops without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
