package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException.Fault;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Copies one node's whole log: pin what there is, copy it file by file, look again whether it is still what was pinned, and begin anew where
 * it isn't.
 */
final class LogCopy {
    private static final Logger LOG = Logger.getLogger(LogCopy.class);

    private static final int TIMES_ANEW = 3;

    private final Node node;
    private final LogFiles files;
    private final LogPin pin;
    private final Optional<RateLimit> rate;
    private final CopyObserver observer;

    LogCopy(Node node, LogFiles files, LogPin pin, Optional<RateLimit> rate, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.pin = pin;
        this.rate = rate;
        this.observer = observer;
    }

    LogReading to(LogSink sink) throws LogSourceException, LogSinkException, InterruptedException {
        GuardedSink guarded = new GuardedSink(sink);
        for (int anew = 0; ; anew++) {
            try {
                return new CopyAttempt(node, files, pin.pin(), guarded, rate, observer).run();
            } catch (LogChangedException changed) {
                LOG.infof("The log of node %s changed while it was read: %s", node.name(), changed.getMessage());
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
