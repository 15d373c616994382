package io.logferry.workflow.search;

import io.logferry.id.ProjectId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits how many searches run at once in a replica. One project never has all turns, so that its slow searches don't stop other projects. */
final class SearchTurns {
    private final int ofOneProject;
    private final Semaphore all;
    private final Map<ProjectId, Semaphore> projects = new ConcurrentHashMap<>();

    /** @param atOnce at least 2 */
    SearchTurns(int atOnce) {
        this.all = new Semaphore(atOnce, true);
        this.ofOneProject = atOnce - 1;
    }

    /** How many searches of the project wait for a turn. */
    int waiting(ProjectId project) {
        return turnsOf(project).getQueueLength();
    }

    /** Waits for a turn; false if there is none within {@code patience}. The caller returns the turn with {@link #release}. */
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
