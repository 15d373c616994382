package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the logs of nodes from where the inventory says that they are. */
public interface LogSource {
    /**
     * Copies the node's whole log into the sink, exactly the bytes that the server wrote, up to the sizes that are pinned now.
     * docs/what-is-in-the-file.md says which files, in which order, and what happens if the log changes meanwhile. Everything that the
     * source opens is closed when this returns or throws.
     *
     * @param sink what it throws ends the copy and is thrown here unchanged
     * @throws LogSourceException if the log can't be read
     * @throws InterruptedException if the thread was interrupted: nothing more is read, and the content of the sink is worthless
     */
    Reading copyTo(Node node, LogSink sink) throws LogSourceException, InterruptedException;

    /**
     * Searches the node's log from its end, as it is now. If the log changes meanwhile, the browser is called again from scratch, at most
     * three times. Everything that the source opens is closed when this returns or throws.
     *
     * @param since files that were last written more than an hour (clocks may differ) before then are left out
     * @return the result of the browser's last call
     * @throws LogSourceException if the log can't be read
     */
    <T> T browse(Node node, Instant since, Browser<T> browser) throws LogSourceException, InterruptedException;

    /**
     * Checks whether the node's log can be read now, within the connect timeout (3 s) and a few quick queries; reads no log.
     *
     * @throws LogSourceException if it can't be read; the message says what to do
     */
    void probe(Node node) throws LogSourceException, InterruptedException;

    /** The role of the node's PostgreSQL when it was last asked: each copy and each probe asks it, if the node has an address. */
    default ServerRole role(Node node) {
        return ServerRole.UNKNOWN;
    }

    /** The role of a node's PostgreSQL, by {@code pg_is_in_recovery()}. */
    enum ServerRole {
        PRIMARY,
        STANDBY,
        /** It was not asked yet, or can't be asked. */
        UNKNOWN
    }

    /**
     * What was copied.
     *
     * @param notes sentences for the caller, for example that a file was removed or which format was chosen; they name the node, never its host
     */
    record Reading(LogFormat format, long bytes, List<String> notes) {
        public Reading {
            notes = List.copyOf(notes);
        }

        public Reading withNotes(List<String> more) {
            return new Reading(
                    format, bytes, Stream.concat(notes.stream(), more.stream()).toList());
        }
    }

    /**
     * Searches a node's log.
     *
     * @param <T> what it finds
     */
    @FunctionalInterface
    interface Browser<T> {
        /**
         * @param log not usable after this returns
         * @throws IOException any that reading the log throws must be passed on
         */
        T browse(RecentFiles log) throws IOException;
    }

    /**
     * Limits on what is read from a node.
     *
     * @param maxAge log files that were last modified longer ago are left out
     * @param maxRate bytes per second from one node, for all its readers together
     */
    record Limits(Optional<Duration> maxAge, OptionalLong maxRate) {
        public static final Limits NONE = new Limits(Optional.empty(), OptionalLong.empty());

        public Limits {
            if (maxRate.isPresent() && maxRate.getAsLong() <= 0) {
                throw new IllegalArgumentException("logferry.export.max-rate must be at least 1 byte a second");
            }
        }
    }
}
