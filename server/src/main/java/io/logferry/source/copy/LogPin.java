package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.retry.Pause;
import io.logferry.source.LogSourceException;
import io.logferry.source.copy.CopyObserver.Moment;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelector;
import io.logferry.source.listing.SelectedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out which bytes make up a node's log now. */
public final class LogPin {
    /** A record that is being written is rarely as long: if so many bytes are left out, somebody should know. */
    private static final long MUCH = 1 << 20;

    private static final int GZIP_SIZE = Integer.BYTES;

    private final Node node;
    private final LogFiles files;
    private final LogSelector selector;
    private final CopyTruncate copyTruncate;
    private final CopyObserver observer;

    /**
     * Which bytes make up the log from now on, whatever is added to it later.
     *
     * @param bytes how many they are, unpacked; an estimate if a file is packed
     */
    record Pinned(LogSelection log, long bytes, List<String> notes) {}

    public LogPin(Node node, LogFiles files, LogSelector selector, Pause pause, CopyObserver observer) {
        this.node = node;
        this.files = files;
        this.selector = selector;
        this.copyTruncate = new CopyTruncate(node, files, pause);
        this.observer = observer;
    }

    Pinned pin() throws LogSourceException, LogChangedException, InterruptedException {
        CopyTruncate.Patience patience = copyTruncate.patience();
        LogFolder folder = files.list();
        LogSelection selection = selector.select(folder, files.settings());
        while (copyTruncate.isAtWork(selection, patience)) {
            folder = files.list();
            selection = selector.select(folder, files.settings());
        }
        observer.at(Moment.LISTED, "");
        List<SelectedFile> pinned = new ArrayList<>();
        long bytes = 0;
        for (SelectedFile file : selection.files()) {
            SelectedFile pin = pin(file, selection.format());
            pinned.add(pin);
            bytes += file.packed() ? unpackedSize(files, file.listed()) : pin.length();
        }
        observer.at(Moment.PINNED, "");
        List<String> notes = notes(folder, selection.format());
        selector.noteOfOldFiles(folder, selection).ifPresent(notes::add);
        folder.doubt(selection).ifPresent(doubt -> notes.add("node " + node.name() + ": " + doubt));
        noteOtherFormat(folder, selection.format(), notes);
        pinned.forEach(pin -> noteLeftOut(pin, notes));
        return new Pinned(selection.pinned(pinned), bytes, notes);
    }

    private List<String> notes(LogFolder folder, LogFormat format) {
        List<String> notes = new ArrayList<>(folder.notes());
        selector.note(format, files.settings()).ifPresent(notes::add);
        folder.others().stream()
                .filter(other -> folder.names().match(other.name(), format).isPresent())
                .map(other -> other.note(node))
                .filter(note -> !notes.contains(note))
                .forEach(notes::add);
        for (String name : folder.packedOtherwise(format)) {
            notes.add("node " + node.name() + ": " + name
                    + " is not contained, because only what gzip packed is unpacked: have logrotate use gzip there");
        }
        folder.noteOfRotatedBeside(node, format).ifPresent(notes::add);
        for (String name : folder.nameless(format)) {
            notes.add("node " + node.name() + ": " + name
                    + " is not contained, because its name is no UTF-8: rename the file there");
        }
        return notes;
    }

    private void noteOtherFormat(LogFolder folder, LogFormat taken, List<String> notes)
            throws LogSourceException, LogChangedException, InterruptedException {
        new OtherFormats(node, files)
                .latest(folder, taken, selector.oldest())
                .ifPresent(file -> notes.add("node " + node.name() + ": only files in the format " + taken.word()
                        + " were taken, so records in others, of which " + file.name()
                        + " was written last, are not contained: log_destination was another then"));
    }

    /** Such as what follows a csv record that was torn when the server crashed: by its quotes all of it is of that record. */
    private void noteLeftOut(SelectedFile pin, List<String> notes) {
        long leftOut = pin.size() - pin.length();
        if (leftOut >= MUCH) {
            notes.add("node " + node.name() + ": the last " + leftOut + " bytes of "
                    + pin.name()
                    + " are not contained, because the record that begins there has no end: if it never gets one, have"
                    + " the file rotated there, and it is taken whole");
        }
    }

    private SelectedFile pin(SelectedFile selected, LogFormat format)
            throws LogSourceException, LogChangedException, InterruptedException {
        if (!selected.written()) {
            return selected;
        }
        LogFile file = selected.listed();
        // the head comes first: it then is of the file that the cut was found in, or differs from what is copied later
        ByteBuffer head = head(files, file, file.size());
        long cut = LastLineCut.of(format, (offset, length) -> files.open(file, offset, length), file.size());
        return selected.cut(cut, head.limit((int) Math.min(head.limit(), cut)));
    }

    /** Of a gzip file: its last four bytes, little-endian, say how long its last member is, modulo 4 GiB (RFC 1952). */
    static long unpackedSize(LogFiles files, LogFile file)
            throws LogSourceException, LogChangedException, InterruptedException {
        if (file.size() < GZIP_SIZE) {
            return 0;
        }
        ByteBuffer size = read(files, file, file.size() - GZIP_SIZE, GZIP_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return Math.max(file.size(), Integer.toUnsignedLong(size.getInt()));
    }

    /** The file's first {@code size} bytes, {@link LogBytes#HEAD} at most. */
    public static ByteBuffer head(LogFiles files, LogFile file, long size)
            throws LogSourceException, LogChangedException, InterruptedException {
        return read(files, file, 0, (int) Math.min(LogBytes.HEAD, size));
    }

    /** Exactly those bytes. */
    static ByteBuffer read(LogFiles files, LogFile file, long offset, int length)
            throws LogSourceException, LogChangedException, InterruptedException {
        ByteBuffer read = ByteBuffer.allocate(length);
        if (length > 0) {
            try (LogBytes bytes = files.open(file, offset, length)) {
                for (@Nullable ByteBuffer next = bytes.next(); next != null; next = bytes.next()) {
                    read.put(next);
                }
            }
        }
        return read.flip();
    }
}
