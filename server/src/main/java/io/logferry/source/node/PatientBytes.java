package io.logferry.source.node;

import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A run of a file's bytes that continues where a fault interrupted it. */
final class PatientBytes extends LogBytes {
    private static final Logger LOG = Logger.getLogger(PatientBytes.class);

    private final PatientLogFiles patient;
    private final LogFile file;
    private final long start;
    private final long end;
    private long at;
    private boolean ended;
    private @Nullable LogBytes bytes;

    PatientBytes(PatientLogFiles patient, LogFile file, long offset, long length) {
        this.patient = patient;
        this.file = file;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
    }

    @Override
    protected @Nullable ByteBuffer receive() throws IOException, InterruptedException {
        try {
            @Nullable ByteBuffer next = patient.patiently(this::receive);
            if (next == null) {
                ended = true;
            } else {
                at += next.remaining();
                patient.pass(next.remaining());
            }
            return next;
        } catch (LogChangedException.FileGone gone) {
            throw at == start ? gone : new LogChangedException(file.name() + " is gone while it was read");
        }
    }

    private @Nullable ByteBuffer receive(LogFiles files) throws IOException, InterruptedException {
        try {
            if (bytes == null) {
                if (at == end) { // interrupted after the last byte
                    return null;
                }
                if (at > start) {
                    requireSame(files);
                }
                bytes = files.open(file, at, end - at);
            }
            return bytes.hasNext() ? bytes.next() : null;
        } catch (LogSourceException e) {
            closeBytes();
            if (e.fault() == Fault.WRONG_ANSWER) {
                throw patient.readAgain(e);
            }
            throw e;
        }
    }

    /** Whether it still is the file whose beginning was read; the second look notices all other changes. */
    private void requireSame(LogFiles files) throws IOException, InterruptedException {
        LogFile now = files.list().files().stream()
                .filter(listed -> listed.name().equals(file.name()))
                .findFirst()
                .orElseThrow(() -> new LogChangedException(file.name() + " is gone"));
        if (now.size() < file.size()) {
            throw new LogChangedException(file.name() + " shrank");
        }
        ByteBuffer read = start == 0 ? head() : ByteBuffer.allocate(0);
        if (!files.head(file, read.remaining()).equals(read)) {
            throw new LogChangedException(file.name() + " was replaced");
        }
        LOG.infof("Node %s can be read again; %s is read on from byte %d", patient.node.name(), file.name(), at);
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
            patient.close(); // an answer was still coming, and closing it may have closed the connection
        }
    }
}
