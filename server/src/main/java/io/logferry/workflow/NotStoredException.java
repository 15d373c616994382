package io.logferry.workflow;

import io.logferry.store.StoreFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** The log of one node can't be stored. */
final class NotStoredException extends RuntimeException {
    private final String sentence;
    private final boolean expected;

    private NotStoredException(String sentence, IOException cause, boolean expected) {
        super(sentence, cause);
        this.sentence = sentence;
        this.expected = expected;
    }

    /** For the caller: what happened, and what to do. */
    String sentence() {
        return sentence;
    }

    /** Whether the store or a limit did what it is there for: there was no room. */
    boolean isExpected() {
        return expected;
    }

    /** Says what the store's failure means for the log of that node. */
    static NotStoredException of(String nodeName, IOException failure) throws InterruptedException {
        if (failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            throw (InterruptedException)
                    new InterruptedException("interrupted while the log of node " + nodeName + " was stored")
                            .initCause(failure);
        }
        if (failure instanceof StoreFullException || failure instanceof ExportTooLargeException) {
            return new NotStoredException("Node " + nodeName + ": " + failure.getMessage(), failure, true);
        }
        return new NotStoredException(
                "The log of node " + nodeName
                        + " could not be stored: ask the operator to look at the log store; the service's own log says more.",
                failure,
                false);
    }
}
