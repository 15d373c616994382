package io.logferry.source.node;

import io.logferry.instance.Node;
import io.logferry.retry.Patience;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A node's log files, across temporary faults. If the node can't be reached, the reader waits, opens the files again, and continues where it
 * stopped, if the file is still the same. It also keeps to the rate limit, which counts all bytes that are read.
 */
final class PatientLogFiles implements LogFiles {
    private static final Logger LOG = Logger.getLogger(PatientLogFiles.class);

    /** How often a log is read again because bytes of a file were not what was requested. */
    private static final int AGAIN_AFTER_WRONG_BYTES = 3;

    final Node node;
    private final Opener opener;
    private final Optional<RateLimit> rate;
    private final Patience.Waiting waiting;
    /** The files that were opened last: what they know about the server stays known after they are closed. */
    private @Nullable LogFiles last;

    private @Nullable LogFiles open;
    private boolean answeredWrongly;
    private int wrongBytes;
    private long passed;
    /**
     * After wrong bytes the log is read from its first byte. Only what comes after more bytes than before is progress, or the waiting would start
     * from its shortest pause each time.
     */
    private long progressAfter;

    @FunctionalInterface
    interface Opener {
        LogFiles open() throws LogSourceException, InterruptedException;
    }

    /** A request to the files. */
    @FunctionalInterface
    interface Request<T extends @Nullable Object> {
        T send(LogFiles files) throws IOException, InterruptedException;
    }

    private PatientLogFiles(Node node, Opener opener, Optional<RateLimit> rate, Patience.Waiting waiting) {
        this.node = node;
        this.opener = opener;
        this.rate = rate;
        this.waiting = waiting;
    }

    /** Opens the files; waits for a node that can't be reached. */
    static PatientLogFiles open(Node node, Opener opener, Optional<RateLimit> rate, Patience patience)
            throws LogSourceException, InterruptedException {
        PatientLogFiles files = new PatientLogFiles(node, opener, rate, patience.begin());
        while (files.open == null) {
            try {
                files.opened();
            } catch (LogSourceException e) {
                files.waitOrThrow(e);
            }
        }
        return files;
    }

    /** Opens the files; waits only for a node that can't be reached any more later. */
    static PatientLogFiles openAtOnce(Node node, Opener opener, Optional<RateLimit> rate, Patience patience)
            throws LogSourceException, InterruptedException {
        PatientLogFiles files = new PatientLogFiles(node, opener, rate, patience.begin());
        files.opened();
        return files;
    }

    @Override
    public Optional<ServerSettings> settings() {
        return Objects.requireNonNull(last).settings();
    }

    @Override
    public ServerSettings.Lines lines() {
        return Objects.requireNonNull(last).lines();
    }

    @Override
    public LogFolder list() throws IOException, InterruptedException {
        LogFolder folder = patiently(LogFiles::list);
        noteProgress();
        return folder;
    }

    @Override
    public LogBytes open(LogFile file, long offset, long length) {
        return new PatientBytes(this, file, offset, length);
    }

    /** Sentences for the caller about the waiting. */
    List<String> notes() {
        if (waiting.faults() == 0) {
            return List.of();
        }
        boolean once = waiting.faults() == 1;
        String what = answeredWrongly
                ? " could not be reached, or sent something that was not requested, "
                : " could not be reached ";
        return List.of("Node " + node.name() + what + (once ? "" : waiting.faults() + " times, ") + "for "
                + inWords(waiting.waited()) + (once ? "" : " in all") + "; the export waited and continued.");
    }

    private static String inWords(Duration waited) {
        return waited.toSeconds() == 0 ? "less than a second" : waited.toSeconds() + " s";
    }

    <T extends @Nullable Object> T patiently(Request<T> request) throws IOException, InterruptedException {
        while (true) {
            try {
                return request.send(opened());
            } catch (LogSourceException e) {
                waitOrThrow(e);
            }
        }
    }

    private LogFiles opened() throws LogSourceException, InterruptedException {
        @Nullable LogFiles files = open;
        if (files == null) {
            files = opener.open();
            open = files;
            last = files;
        }
        return files;
    }

    /** @throws LogSourceException this one, if waiting is useless or was long enough */
    private void waitOrThrow(LogSourceException e) throws LogSourceException, InterruptedException {
        close();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int before = waiting.faults();
        answeredWrongly |= e.fault() == Fault.WRONG_ANSWER;
        if (!e.fault().mayPass() || wrongBytes > AGAIN_AFTER_WRONG_BYTES || !waiting.again()) {
            throw e;
        }
        if (waiting.faults() > before) {
            LOG.warnf("%s It is tried again. (%s)", e.sentence(), e.getCause());
        }
    }

    /** These bytes were received; waits until they keep to the rate limit. */
    void pass(int bytes) throws InterruptedException {
        passed += bytes;
        noteProgress();
        if (rate.isPresent()) {
            rate.get().pass(bytes);
        }
    }

    /**
     * Bytes of a file were not what was requested. Those before them may be wrong, too, so the log is read again as if it had changed.
     *
     * @throws LogSourceException this one, if the log was read again often enough
     */
    LogChangedException readAgain(LogSourceException wrong) throws LogSourceException, InterruptedException {
        wrongBytes++;
        waitOrThrow(wrong);
        progressAfter = Math.max(progressAfter, passed + 1);
        passed = 0;
        return new LogChangedException("the node sent something that was not requested");
    }

    private void noteProgress() {
        if (passed >= progressAfter) {
            waiting.progress();
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
