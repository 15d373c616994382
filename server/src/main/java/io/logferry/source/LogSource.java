package io.logferry.source;

import io.logferry.instance.Node;
import java.time.Instant;

/** Reads nodes' logs, wherever the inventory says that they are. */
public interface LogSource {
    /**
     * Copies the node's whole log into the sink, exactly the bytes that the server wrote, up to the sizes that are pinned now; which files,
     * in which order, and what happens when the log changes meanwhile is in docs/what-is-in-the-file.md. Everything that the
     * source opens is closed when this returns, however it does.
     *
     * @param sink what it throws ends the copy and is thrown here unchanged
     * @return what was copied
     * @throws LogSourceException if the log can't be read
     * @throws InterruptedException if the thread was interrupted: nothing more is read, and the content of the sink is worthless
     */
    LogReading copyTo(Node node, LogSink sink) throws LogSourceException, InterruptedException;

    /**
     * Looks through the node's log from its end, as it is now. Where the log changes meanwhile, what the browser made is forgotten and it
     * begins anew, three times at most. Everything that the source opens is closed when this returns.
     *
     * @param since files that were last written (an hour, for clocks that differ) before then aren't given
     * @return what the browser made
     * @throws LogSourceException where the log can't be read
     */
    <T> T browse(Node node, Instant since, LogBrowser<T> browser) throws LogSourceException, InterruptedException;

    /**
     * Finds out whether the node's log can be read now, within the connect time-out (3 s) and a few quick queries; reads no log.
     *
     * @throws LogSourceException where it can't, with what to do
     */
    void probe(Node node) throws LogSourceException, InterruptedException;

    /** What the node's PostgreSQL was when it was last asked: each reading and each probe asks it, where it has an address. */
    default ServerRole role(Node node) {
        return ServerRole.UNKNOWN;
    }
}
