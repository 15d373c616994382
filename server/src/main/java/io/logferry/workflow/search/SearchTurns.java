package io.logferry.workflow.search;

import io.logferry.id.ProjectId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Turns of which so many are taken at once in a replica. One project never has all of them, so that its searches, however slow, don't keep others
 * from searching.
 */
final class SearchTurns {
    private final int ofOneProject;
    private final Semaphore all;
    private final Map<ProjectId, Semaphore> projects = new ConcurrentHashMap<>();

    /** @param atOnce at least 2 */
    SearchTurns(int atOnce) {
        this.all = new Semaphore(atOnce, true);
        this.ofOneProject = atOnce - 1;
    }

    /** How many wait for a turn of this project. */
    int waiting(ProjectId project) {
        return turnsOf(project).getQueueLength();
    }

    /** Waits for a turn; false if none comes within {@code patience}. Whoever has it gives it back with {@link #release}. */
    boolean acquire(ProjectId project, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Semaphore own = turnsOf(project);
        if (!own.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        boolean acquired = false;
        try {
            acquired = all.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            return acquired;
        } finally {
            if (!acquired) {
                own.release();
            }
        }
    }

    void release(ProjectId project) {
        all.release();
        turnsOf(project).release();
    }

    private Semaphore turnsOf(ProjectId project) {
        return projects.computeIfAbsent(project, unknown -> new Semaphore(ofOneProject, true));
    }
}
