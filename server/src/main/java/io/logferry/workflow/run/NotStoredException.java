package io.logferry.workflow.run;

import io.logferry.store.LogStore.StoreFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The log of one node can't be stored. It is unchecked so that it passes through the source. */
final class NotStoredException extends RuntimeException {
    private final String sentence;
    private final Level level;

    private NotStoredException(String sentence, Level level, @Nullable IOException cause) {
        super(sentence, cause);
        this.sentence = sentence;
        this.level = level;
    }

    /** The export is larger than {@code logferry.export.max-size}. */
    static NotStoredException tooLarge(String nodeName, long bytes, long allowed) {
        return new NotStoredException(
                "Node %s: the export has at least %d bytes, and the limit is %d (logferry.export.max-size): request a shorter range or a level, or contact the operator."
                        .formatted(nodeName, bytes, allowed),
                Level.WARN,
                null);
    }

    /** The failure of the store, for the log of the node. */
    static NotStoredException of(String nodeName, IOException failure) throws InterruptedException {
        throwIfInterrupted(failure);
        if (failure instanceof StoreFullException) {
            return new NotStoredException("Node " + nodeName + ": " + failure.getMessage(), Level.WARN, failure);
        }
        return new NotStoredException(
                "The log of node " + nodeName
                        + " could not be stored: contact the operator; the service log has the cause.",
                Level.ERROR,
                failure);
    }

    /** The store reports an interrupt of the thread as an IOException. */
    static void throwIfInterrupted(IOException failure) throws InterruptedException {
        if (failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            throw (InterruptedException) new InterruptedException("the service stops").initCause(failure);
        }
    }

    /** For the caller: what happened, and what to do. */
    String sentence() {
        return sentence;
    }

    void log(Logger log) {
        log.log(level, sentence, getCause());
    }
}
