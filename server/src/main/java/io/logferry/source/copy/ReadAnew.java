package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogChangedException;
import org.jboss.logging.Logger;

/** Reads a node's log, and begins anew where it changed under the reader, or where what was read may not be the log. */
public final class ReadAnew {
    private static final Logger LOG = Logger.getLogger(ReadAnew.class);

    private static final int TIMES_ANEW = 3;

    private ReadAnew() {}

    /** One reading, from the listing on. */
    @FunctionalInterface
    public interface Attempt<T, X extends Exception> {
        T run() throws LogSourceException, LogChangedException, InterruptedException, X;
    }

    public static <T, X extends Exception> T whereChanged(Node node, Attempt<T, X> attempt)
            throws LogSourceException, InterruptedException, X {
        for (int anew = 0; ; anew++) {
            try {
                return attempt.run();
            } catch (LogChangedException changed) {
                LOG.infof("The log of node %s is read anew: %s", node.name(), changed.getMessage());
                if (anew == TIMES_ANEW && changed.getCause() instanceof LogSourceException failure) {
                    throw failure;
                }
                if (anew == TIMES_ANEW) {
                    throw new LogSourceException(
                            Fault.CHANGED,
                            "the log of node " + node.name() + " changed each of the " + (TIMES_ANEW + 1)
                                    + " times that it was read: try again when its files are no longer being rotated",
                            changed);
                }
            }
        }
    }
}
