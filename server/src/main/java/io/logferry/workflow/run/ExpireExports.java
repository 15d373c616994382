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
 * Exports expire: their links are handed out no longer, then their files go, and after a month the task is forgotten.
 *
 * <p>A round ends at the first thing that the store does not do, since a store that is away would make each of a thousand wait. The next round
 * begins with the others: what can't be removed, for a reason of its own, keeps nothing else.
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

    /** @param what as the log names it */
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

    /** Begins a round in a thread of its own, unless one is under way: whoever calls has exports to run, and a store may be slow. */
    public void run() {
        if (!turn.tryAcquire()) {
            LOG.debug("the round before has not ended yet");
            return;
        }
        thread = Thread.ofPlatform().daemon().name("expire-exports").start(() -> {
            try {
                round();
            } catch (RuntimeException e) {
                LOG.error("exports could not be expired; it is tried again in a minute", e);
            } finally {
                turn.release();
            }
        });
    }

    /** One round, from its beginning to its end. */
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
            LOG.infof("forgot %d tasks older than a month", forgotten);
        }
    }

    private List<Chore> chores(Instant now) {
        List<Chore> chores = new ArrayList<>();
        for (Export export : exports.expired(rules, now)) {
            // First the row, then the files: no caller may get a link of a file that goes.
            if (exports.withdraw(export.id(), now)) {
                chores.add(new Chore("remove the files of workflow " + export.id(), () -> removeFiles(export)));
            }
        }
        for (Export export : exports.untidy(now)) {
            chores.add(new Chore("look for what runs of workflow " + export.id() + " left", () -> tidy(export)));
        }
        chores.add(new Chore("remove what dead runs left behind", store::sweep));
        return chores;
    }

    private boolean isDone(Chore chore) {
        try {
            chore.work().run();
            failedInRound.remove(chore.what());
            return true;
        } catch (IOException e) {
            failedInRound.put(chore.what(), rounds);
            LOG.errorf(e, "the log store could not be made to %s; it is tried again in a minute", chore.what());
            return false;
        }
    }

    /** What was on its way to the store when its run died or was given up may have arrived since. */
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

    /** Ends the round that is under way. */
    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(TO_END)) {
                LOG.warn("the log store holds up the end of a round; it is left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
