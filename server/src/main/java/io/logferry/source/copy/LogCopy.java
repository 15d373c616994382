package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSink;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogSelection.SelectedFile;
import io.logferry.source.listing.LogSelector;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Copies one node's whole log: pins the files, copies them one by one, checks that they still are what was pinned, and starts again if not. */
public final class LogCopy {
    private static final Logger LOG = Logger.getLogger(LogCopy.class);

    private static final int TIMES_AGAIN = 3;

    /** After this many bytes the files are checked, so that a change is noticed before the very end. */
    private static final long CHECK_EVERY = 256L << 20;

    private final Node node;
    private final LogFiles files;
    private final LogPin pin;
    private final Observer observer;

    /** Lets a test change the log at a chosen moment of a copy. */
    @FunctionalInterface
    public interface Observer {
        Observer NONE = (moment, file) -> {};

        /** @param file the file's name; empty if the moment belongs to no file */
        void at(Moment moment, String file);
    }

    public enum Moment {
        /** The folder is listed; nothing is pinned. */
        LISTED,
        /** Sizes and the cut are known; nothing was copied. */
        PINNED,
        /** The named file is next; none of its bytes was copied. */
        FILE_NEXT,
        /** The named file was copied to its pinned end. */
        FILE_READ
    }

    public LogCopy(Node node, LogFiles files, LogSelector selector, Pause pause, Observer observer) {
        this.node = node;
        this.files = files;
        this.pin = new LogPin(node, files, selector, pause, observer);
        this.observer = observer;
    }

    public LogSource.Reading to(LogSink sink) throws LogSourceException, InterruptedException {
        return readAgainIfChanged(node, () -> new Attempt(pin.pin(), sink).run());
    }

    /** Reads a log once, from the listing on. */
    @FunctionalInterface
    public interface Reading<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Reads a node's log, and starts again if the log changed meanwhile or if what was read may not be the log. */
    public static <T> T readAgainIfChanged(Node node, Reading<T> reading)
            throws LogSourceException, InterruptedException {
        for (int again = 0; ; again++) {
            try {
                return reading.run();
            } catch (LogChangedException changed) {
                LOG.infof("The log of node %s is read again: %s", node.name(), changed.getMessage());
                if (again == TIMES_AGAIN) {
                    throw new LogSourceException(
                            Fault.CHANGED,
                            "the log of node " + node.name() + " changed each of the " + (TIMES_AGAIN + 1)
                                    + " times that it was read: try again when its files are no longer being rotated",
                            changed);
                }
            } catch (InterruptedIOException e) {
                throw LogBytes.interrupted(e);
            } catch (IOException e) {
                throw LogSourceException.of(node, e);
            }
        }
    }

    /** Copies once what was pinned. */
    private final class Attempt {
        private final LogPin.Pinned pinned;
        private final LogSink sink;
        private final SecondLook secondLook;
        private final List<String> notes;
        private long bytes;

        private Attempt(LogPin.Pinned pinned, LogSink sink) {
            this.pinned = pinned;
            this.sink = sink;
            this.secondLook = new SecondLook(files, pinned.log());
            this.notes = new ArrayList<>(pinned.notes());
        }

        private LogSource.Reading run() throws IOException, InterruptedException {
            sink.begin(files.lines().dialect(pinned.log().format()), pinned.bytes());
            long checkAt = CHECK_EVERY;
            for (SelectedFile file : pinned.log().files()) {
                copyUnlessGone(file);
                if (bytes >= checkAt) {
                    secondLook.look();
                    checkAt = bytes + CHECK_EVERY;
                }
            }
            secondLook.look();
            return new LogSource.Reading(pinned.log().format(), bytes, notes);
        }

        private void copyUnlessGone(SelectedFile file) throws IOException, InterruptedException {
            observer.at(Moment.FILE_NEXT, file.name());
            if (file.length() == 0) {
                sink.beginFile(file.name(), file.modified());
                secondLook.read(file, ByteBuffer.allocate(0));
                return;
            }
            // a packed file is read in blocks: if it is damaged, reading stops in the middle, and the connection can
            // still be used
            try (LogBytes raw = file.packed()
                    ? new PinnedBytes(files, file.listed(), file.length()).inBlocks()
                    : files.open(file.listed(), 0, file.length())) {
                copy(file, raw);
            } catch (LogChangedException.FileGone gone) {
                // SQL notices it only when the first bytes are requested, a directory when the file is opened
                secondLook.requireRemoved(file.listed());
                notes.add("node " + node.name() + ": the log file " + file.name()
                        + " was removed before it was read, so it is missing");
            }
        }

        private void copy(SelectedFile file, LogBytes raw) throws IOException, InterruptedException {
            try (LogBytes content = file.packed() ? new GunzippedBytes(raw) : raw) {
                content.hasNext(); // throws if the file is gone, before the sink begins it
                sink.beginFile(file.name(), file.modified());
                bytes += content.passTo(sink);
            } catch (LogChangedException.Damaged damaged) {
                secondLook.read(file, raw.head());
                secondLook.look();
                throw new LogSourceException(
                        Fault.FAILED,
                        "node " + node.name() + ": the packed log file " + file.name()
                                + " is damaged or cut short: repair or remove it there",
                        damaged);
            }
            secondLook.read(file, raw.head());
            observer.at(Moment.FILE_READ, file.name());
        }
    }
}
