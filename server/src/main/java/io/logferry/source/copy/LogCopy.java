package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.source.LogReading;
import io.logferry.source.LogSink;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogFiles;
import java.util.Optional;

/**
 * Copies one node's whole log: pin what there is, copy it file by file, look again whether it is still what was pinned, and begin anew where
 * it isn't.
 */
public final class LogCopy {
    private final Node node;
    private final LogFiles files;
    private final LogPin pin;
    private final Optional<RateLimit> rate;
    private final CopyObserver observer;

    public LogCopy(Node node, LogFiles files, LogPin pin, Optional<RateLimit> rate, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.pin = pin;
        this.rate = rate;
        this.observer = observer;
    }

    public LogReading to(LogSink sink) throws LogSourceException, InterruptedException {
        return ReadAnew.whereChanged(node, () -> new CopyAttempt(node, files, pin.pin(), sink, rate, observer).run());
    }
}
