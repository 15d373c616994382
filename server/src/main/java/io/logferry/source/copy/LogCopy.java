package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.source.LogReading;
import io.logferry.source.LogSink;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import org.jboss.logging.Logger;

/**
 * Copies one node's whole log: pins what there is, copies it file by file, looks again whether it still is what was pinned, and begins again if
 * it isn't.
 */
public final class LogCopy {
    private static final Logger LOG = Logger.getLogger(LogCopy.class);

    private static final int TIMES_AGAIN = 3;

    private final Node node;
    private final LogFiles files;
    private final LogPin pin;
    private final CopyObserver observer;

    public LogCopy(Node node, LogFiles files, LogPin pin, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.pin = pin;
        this.observer = observer;
    }

    public LogReading to(LogSink sink) throws LogSourceException, InterruptedException {
        return readAgainIfChanged(node, () -> new CopyAttempt(node, files, pin.pin(), sink, observer).run());
    }

    /** One reading, from the listing on. */
    @FunctionalInterface
    public interface Reading<T> {
        T run() throws LogSourceException, LogChangedException, InterruptedException;
    }

    /** Reads a node's log, and begins again if it changed under the reader, or if what was read may not be the log. */
    public static <T> T readAgainIfChanged(Node node, Reading<T> reading)
            throws LogSourceException, InterruptedException {
        for (int again = 0; ; again++) {
            try {
                return reading.run();
            } catch (LogChangedException changed) {
                LOG.infof("The log of node %s is read again: %s", node.name(), changed.getMessage());
                if (again == TIMES_AGAIN && changed.getCause() instanceof LogSourceException failure) {
                    throw failure;
                }
                if (again == TIMES_AGAIN) {
                    throw new LogSourceException(
                            Fault.CHANGED,
                            "the log of node " + node.name() + " changed each of the " + (TIMES_AGAIN + 1)
                                    + " times that it was read: try again when its files are no longer being rotated",
                            changed);
                }
            }
        }
    }
}
