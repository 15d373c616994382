package io.logferry.workflow.run;

/** How a run of an export ended. */
enum RunOutcome {
    SUCCEEDED,
    FAILED,

    /** Another run has brought the export to its end. */
    SUPERSEDED,

    /**
     * Another run has taken the export over and has not ended it yet. A worker that stalled right before it began its run may take an export
     * over long after its replica was given up: then the task is this run's, and must not end with it.
     */
    TAKEN_OVER,

    /** The service stops: the export isn't finished, and the next run begins it again. */
    STOPPED;

    /** The tag of the metric {@code logferry.exports}. */
    String tag() {
        return switch (this) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case SUPERSEDED, TAKEN_OVER -> "superseded";
            case STOPPED -> "stopped";
        };
    }
}
