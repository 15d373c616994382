package io.logferry.source.node;

import io.logferry.instance.Node;
import io.logferry.retry.Patience;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.LogPin;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.ServerSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A node's log files across faults that pass: where the node is out of reach it is waited for, its files are opened anew, and reading goes on
 * where it was, provided that the file is still the one that was being read. And not faster than allowed: whatever is read of a file counts.
 */
final class PatientLogFiles implements LogFiles {
    private static final Logger LOG = Logger.getLogger(PatientLogFiles.class);

    private final Node node;
    private final Opener opener;
    private final Optional<RateLimit> rate;
    private final Patience.Waiting waiting;
    /** Those that were opened last; what they know of the server they know also after they were closed. */
    private @Nullable LogFiles last;

    private @Nullable LogFiles open;
    private boolean answeredWrongly;

    /** Opens a node's log files. */
    @FunctionalInterface
    interface Opener {
        LogFiles open() throws LogSourceException, InterruptedException;
    }

    /** Something that is asked of the files. */
    @FunctionalInterface
    private interface Question<T extends @Nullable Object> {
        T ask(LogFiles files) throws LogSourceException, LogChangedException, InterruptedException;
    }

    private PatientLogFiles(Node node, Opener opener, Optional<RateLimit> rate, Patience.Waiting waiting) {
        this.node = node;
        this.opener = opener;
        this.rate = rate;
        this.waiting = waiting;
    }

    /** Opens the files, and waits for a node that is out of reach. */
    static PatientLogFiles open(Node node, Opener opener, Optional<RateLimit> rate, Patience patience)
            throws LogSourceException, InterruptedException {
        PatientLogFiles files = new PatientLogFiles(node, opener, rate, patience.begin());
        while (files.open == null) {
            try {
                files.opened();
            } catch (LogSourceException e) {
                files.waitOut(e);
            }
        }
        return files;
    }

    /** Opens the files, and waits only for a node that is out of reach later on. */
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
    public LogFolder list() throws LogSourceException, LogChangedException, InterruptedException {
        LogFolder folder = patiently(LogFiles::list);
        waiting.progress();
        return folder;
    }

    @Override
    public LogBytes open(LogFile file, long offset, long length) {
        return new Bytes(file, offset, length);
    }

    /** What a reader of the log should know of the waiting. */
    List<String> notes() {
        if (waiting.faults() == 0) {
            return List.of();
        }
        String times = waiting.faults() == 1 ? "" : waiting.faults() + " times, ";
        String what =
                answeredWrongly ? " could not be reached, or sent what was not asked for, " : " could not be reached ";
        return List.of("Node " + node.name() + what + times + "for " + inWords(waiting.waited())
                + (waiting.faults() == 1 ? "" : " in all") + "; the export waited and went on.");
    }

    private static String inWords(Duration waited) {
        return waited.toSeconds() == 0 ? "less than a second" : waited.toSeconds() + " s";
    }

    private <T extends @Nullable Object> T patiently(Question<T> question)
            throws LogSourceException, LogChangedException, InterruptedException {
        while (true) {
            try {
                return question.ask(opened());
            } catch (LogSourceException e) {
                waitOut(e);
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

    /** @throws LogSourceException that very one, where waiting is of no use, or one has waited for long enough */
    private void waitOut(LogSourceException e) throws LogSourceException, InterruptedException {
        close();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int before = waiting.faults();
        answeredWrongly |= e.fault() == Fault.WRONG_ANSWER;
        boolean again = e.fault().mayPass() && waiting.again();
        if (!again) {
            throw e;
        }
        if (waiting.faults() > before) {
            LOG.warnf("%s It is tried again. (%s)", e.sentence(), e.getCause());
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** A run of bytes that goes on where it was broken off. */
    private final class Bytes extends LogBytes {
        private final LogFile file;
        private final long start;
        private final long end;
        private long at;
        private boolean ended;
        private @Nullable LogBytes bytes;

        private Bytes(LogFile file, long offset, long length) {
            this.file = file;
            this.start = offset;
            this.end = offset + length;
            this.at = offset;
        }

        @Override
        protected @Nullable ByteBuffer receive() throws LogSourceException, LogChangedException, InterruptedException {
            try {
                @Nullable ByteBuffer next = patiently(this::receive);
                if (next == null) {
                    ended = true;
                } else {
                    passed(next);
                }
                return next;
            } catch (LogChangedException.FileGone gone) {
                throw at == start ? gone : new LogChangedException(file.name() + " is gone while it was read");
            }
        }

        private @Nullable ByteBuffer receive(LogFiles files)
                throws LogSourceException, LogChangedException, InterruptedException {
            try {
                if (bytes == null) {
                    if (at == end) { // broken off after the last byte
                        return null;
                    }
                    if (at > start) {
                        requireSame(files);
                    }
                    bytes = files.open(file, at, end - at);
                }
                return bytes.next();
            } catch (LogSourceException e) {
                closeBytes();
                if (e.fault() == Fault.WRONG_ANSWER) { // what came before may have been as wrong
                    PatientLogFiles.this.close();
                    throw new LogChangedException("the node sent what was not asked for", e);
                }
                throw e;
            }
        }

        private void passed(ByteBuffer next) throws InterruptedException {
            at += next.remaining();
            waiting.progress();
            if (rate.isPresent()) {
                rate.get().pass(next.remaining());
            }
        }

        /** Is it still the file whose beginning was read? Whatever else may have changed, the look after the reading tells. */
        private void requireSame(LogFiles files) throws LogSourceException, LogChangedException, InterruptedException {
            LogFile now = files.list().files().stream()
                    .filter(listed -> listed.name().equals(file.name()))
                    .findFirst()
                    .orElseThrow(() -> new LogChangedException(file.name() + " is gone"));
            if (now.size() < file.size()) {
                throw new LogChangedException(file.name() + " shrank");
            }
            ByteBuffer read = start == 0 ? head() : ByteBuffer.allocate(0);
            if (!LogPin.head(files, file, read.remaining()).equals(read)) {
                throw new LogChangedException(file.name() + " was replaced");
            }
            LOG.infof("Node %s is back; %s is read on from byte %d", node.name(), file.name(), at);
        }

        private void closeBytes() {
            if (bytes != null) {
                bytes.close();
                bytes = null;
            }
        }

        @Override
        public void close() {
            boolean isMidway = bytes != null && !ended;
            closeBytes();
            if (isMidway) {
                PatientLogFiles.this.close(); // what was being sent may have taken the connection with it
            }
        }
    }
}
