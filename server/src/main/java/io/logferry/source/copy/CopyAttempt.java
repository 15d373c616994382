package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.source.LogOutline;
import io.logferry.source.LogReading;
import io.logferry.source.LogSink;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.CopyObserver.Moment;
import io.logferry.source.listing.DamagedFileException;
import io.logferry.source.listing.FileGoneException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies what was pinned, once. */
final class CopyAttempt {
    /** After so many bytes one looks again, lest a change be noticed only at the very end. */
    private static final long LOOK_EVERY = 256L << 20;

    private final Node node;
    private final LogFiles files;
    private final PinnedLog log;
    private final LogSink sink;
    private final Optional<RateLimit> rate;
    private final CopyObserver observer;
    private final SecondLook secondLook;
    private final List<String> notes;
    private long bytes;

    CopyAttempt(
            Node node, LogFiles files, PinnedLog log, LogSink sink, Optional<RateLimit> rate, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.log = log;
        this.sink = sink;
        this.rate = rate;
        this.observer = observer;
        this.secondLook = new SecondLook(files, log);
        this.notes = new ArrayList<>(log.notes());
    }

    LogReading run() throws LogSourceException, LogChangedException, InterruptedException {
        sink.begin(new LogOutline(
                log.format(),
                log.bytes(),
                files.lines().linePrefix(),
                files.lines().timeZone()));
        long lookAt = LOOK_EVERY;
        for (PinnedFile file : log.files()) {
            copyUnlessGone(file);
            if (bytes >= lookAt) {
                secondLook.look();
                lookAt = bytes + LOOK_EVERY;
            }
        }
        secondLook.look();
        return new LogReading(log.format(), bytes, notes);
    }

    private void copyUnlessGone(PinnedFile file) throws LogSourceException, LogChangedException, InterruptedException {
        String name = file.file().name();
        observer.at(Moment.FILE_NEXT, name);
        if (file.length() == 0) {
            sink.beginFile(name, file.file().modified());
            secondLook.read(file, ByteBuffer.allocate(0));
            return;
        }
        try (WatchedBytes raw = new WatchedBytes(open(file), rate)) {
            copy(file, raw);
        } catch (FileGoneException gone) {
            // SQL finds out only when the first bytes are asked for, a directory when the file is opened
            secondLook.requireRemoved(file.file());
            notes.add("node " + node.name() + ": the log file " + name
                    + " was removed before it was read, so it is not contained");
        }
    }

    /** Whoever unpacks may stop in the middle, because the file is damaged: then there still is a second look at it. */
    private LogBytes open(PinnedFile file) throws LogSourceException, LogChangedException, InterruptedException {
        return file.selected().name().packed()
                ? new BlockwiseBytes(new PinnedBytes(files, file.file(), file.length(), Optional.empty()))
                : files.open(file.file(), 0, file.length());
    }

    private void copy(PinnedFile file, WatchedBytes raw)
            throws LogSourceException, LogChangedException, InterruptedException {
        String name = file.file().name();
        try (LogBytes run = file.selected().name().packed() ? new GunzippedBytes(raw) : raw) {
            @Nullable ByteBuffer next = run.next();
            sink.beginFile(name, file.file().modified());
            for (; next != null; next = run.next()) {
                bytes += next.remaining();
                sink.write(next);
                observer.at(Moment.BYTES_COPIED, name);
            }
        } catch (DamagedFileException damaged) {
            secondLook.read(file, raw.head());
            secondLook.look();
            throw new LogSourceException(
                    Fault.FAILED,
                    "node " + node.name() + ": the packed log file " + name
                            + " is damaged or cut short: repair or remove it there",
                    damaged);
        }
        secondLook.read(file, raw.head());
        observer.at(Moment.FILE_READ, name);
    }
}
