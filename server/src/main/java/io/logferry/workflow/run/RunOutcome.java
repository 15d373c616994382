package io.logferry.workflow.run;

/** How a run of an export ended. */
enum RunOutcome {
    SUCCEEDED,
    FAILED,

    /** Another run has ended the export. */
    SUPERSEDED,

    /**
     * Another run has taken the export over and has not ended it yet. It may be of a worker that stalled right before its run, and whose replica
     * was given up long ago: then the task belongs to the run that was taken over, and must not end with this run.
     */
    TAKEN_OVER,

    /** The service stops: the next run begins the export again. */
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
