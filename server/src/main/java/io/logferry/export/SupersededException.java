package io.logferry.export;

import io.logferry.id.WorkflowId;

/** Another run has taken this export over, or it has ended: the run that is told so stops and leaves no trace. */
public final class SupersededException extends Exception {
    SupersededException(WorkflowId id, int attempt) {
        super("run " + attempt + " of workflow " + id + " was taken over");
    }
}
