package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.source.LogOutline;
import io.logferry.source.LogReading;
import io.logferry.source.LogSink;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.CopyObserver.Moment;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.SelectedFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies what was pinned, once. */
final class CopyAttempt {
    /** After so many bytes one looks again, lest a change be noticed only at the very end. */
    private static final long LOOK_EVERY = 256L << 20;

    private final Node node;
    private final LogFiles files;
    private final LogPin.Pinned pinned;
    private final LogSink sink;
    private final CopyObserver observer;
    private final SecondLook secondLook;
    private final List<String> notes;
    private long bytes;

    CopyAttempt(Node node, LogFiles files, LogPin.Pinned pinned, LogSink sink, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.pinned = pinned;
        this.sink = sink;
        this.observer = observer;
        this.secondLook = new SecondLook(files, pinned.log());
        this.notes = new ArrayList<>(pinned.notes());
    }

    LogReading run() throws LogSourceException, LogChangedException, InterruptedException {
        sink.begin(new LogOutline(
                pinned.log().format(),
                pinned.bytes(),
                files.lines().linePrefix(),
                files.lines().timeZone()));
        long lookAt = LOOK_EVERY;
        for (SelectedFile file : pinned.log().files()) {
            copyUnlessGone(file);
            if (bytes >= lookAt) {
                secondLook.look();
                lookAt = bytes + LOOK_EVERY;
            }
        }
        secondLook.look();
        return new LogReading(pinned.log().format(), bytes, notes);
    }

    private void copyUnlessGone(SelectedFile file)
            throws LogSourceException, LogChangedException, InterruptedException {
        String name = file.name();
        observer.at(Moment.FILE_NEXT, name);
        if (file.length() == 0) {
            sink.beginFile(name, file.modified());
            secondLook.read(file, ByteBuffer.allocate(0));
            return;
        }
        try (LogBytes raw = open(file)) {
            copy(file, raw);
        } catch (LogChangedException.FileGone gone) {
            // SQL finds out only when the first bytes are asked for, a directory when the file is opened
            secondLook.requireRemoved(file.listed());
            notes.add("node " + node.name() + ": the log file " + name
                    + " was removed before it was read, so it is not contained");
        }
    }

    /** Whoever unpacks may stop in the middle, because the file is damaged: then there still is a second look at it. */
    private LogBytes open(SelectedFile file) throws LogSourceException, LogChangedException, InterruptedException {
        return file.packed()
                ? new PinnedBytes(files, file.listed(), file.length()).inBlocks()
                : files.open(file.listed(), 0, file.length());
    }

    private void copy(SelectedFile file, LogBytes raw)
            throws LogSourceException, LogChangedException, InterruptedException {
        String name = file.name();
        try (LogBytes run = file.packed() ? new GunzippedBytes(raw) : raw) {
            @Nullable ByteBuffer next = run.next();
            sink.beginFile(name, file.modified());
            for (; next != null; next = run.next()) {
                bytes += next.remaining();
                sink.write(next);
                observer.at(Moment.BYTES_COPIED, name);
            }
        } catch (LogChangedException.Damaged damaged) {
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
