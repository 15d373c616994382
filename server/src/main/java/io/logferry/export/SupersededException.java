package io.logferry.export;

import io.logferry.id.WorkflowId;

/**
 * Another run has taken the export over, or the export has ended: the run that gets this exception stops and leaves nothing behind. It is unchecked
 * so that it reaches the one place that catches it from anywhere in the run.
 */
public final class SupersededException extends RuntimeException {
    private final int attempt;

    SupersededException(WorkflowId id, int attempt) {
        super("run " + attempt + " of workflow " + id + " was taken over");
        this.attempt = attempt;
    }

    /** The number of the run that was taken over. */
    public int attempt() {
        return attempt;
    }
}
