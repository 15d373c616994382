package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.copy.LogCopy.Moment;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import io.logferry.source.listing.LogSelector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Determines which bytes make up a node's log now. */
final class LogPin {
    /** A record that is being written is rarely as long as this: if so many bytes are left out, a note says so. */
    private static final long NOTED_IF_LEFT_OUT = 1 << 20;

    private static final int GZIP_SIZE = Integer.BYTES;

    private final Node node;
    private final LogFiles files;
    private final LogSelector selector;
    private final Pause pause;
    private final LogCopy.Observer observer;

    /**
     * Which bytes make up the log from now on, whatever is added to it later.
     *
     * @param bytes how many they are, unpacked; an estimate if a file is packed
     */
    record Pinned(LogSelection log, long bytes, List<String> notes) {}

    LogPin(Node node, LogFiles files, LogSelector selector, Pause pause, LogCopy.Observer observer) {
        this.node = node;
        this.files = files;
        this.selector = selector;
        this.pause = pause;
        this.observer = observer;
    }

    Pinned pin() throws IOException, InterruptedException {
        CopyTruncate copyTruncate = new CopyTruncate(node, files, pause);
        LogFolder folder = files.list();
        LogSelection selection = selector.select(folder, files.settings());
        while (copyTruncate.isAtWork(selection)) {
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
                .filter(other -> folder.names().include(other.name(), format))
                .map(other -> other.note(node))
                .filter(note -> !notes.contains(note))
                .forEach(notes::add);
        for (String name : folder.packedOtherwise(format)) {
            notes.add("node " + node.name() + ": " + name
                    + " is missing, because Logferry can unpack only gzip: configure logrotate to use gzip there");
        }
        folder.noteOfRotatedBeside(node, format).ifPresent(notes::add);
        for (String name : folder.nameless(format)) {
            notes.add("node " + node.name() + ": " + name
                    + " is missing, because its name is not UTF-8: rename the file there");
        }
        return notes;
    }

    private void noteOtherFormat(LogFolder folder, LogFormat taken, List<String> notes)
            throws IOException, InterruptedException {
        new OtherFormats(node, files)
                .latest(folder, taken, selector.oldest())
                .ifPresent(file -> notes.add("node " + node.name() + ": the file has only the format " + taken.word()
                        + "; records in other formats are missing (the latest are in " + file.name()
                        + "), because log_destination was another then"));
    }

    /** For example after a csv record that was torn in a crash of the server: its open quote makes all later lines part of it. */
    private void noteLeftOut(SelectedFile pin, List<String> notes) {
        long leftOut = pin.size() - pin.length();
        if (leftOut >= NOTED_IF_LEFT_OUT) {
            notes.add("node " + node.name() + ": the last " + leftOut + " bytes of "
                    + pin.name()
                    + " are missing, because they are an unfinished record: if it is never finished, rotate"
                    + " the log file there, and the next export has all of it");
        }
    }

    private SelectedFile pin(SelectedFile selected, LogFormat format) throws IOException, InterruptedException {
        if (!selected.written()) {
            return selected;
        }
        LogFile file = selected.listed();
        // the head is read first: either it belongs to the file that the cut is found in, or it differs from what is
        // copied later
        ByteBuffer head = files.head(file, file.size());
        long cut = LastLineCut.of(format, (offset, length) -> files.open(file, offset, length), file.size());
        return selected.cut(cut, head.limit((int) Math.min(head.limit(), cut)));
    }

    /** Of a gzip file: its last four bytes, little-endian, are the unpacked size of its last member, modulo 4 GiB (RFC 1952). */
    static long unpackedSize(LogFiles files, LogFile file) throws IOException, InterruptedException {
        if (file.size() < GZIP_SIZE) {
            return 0;
        }
        ByteBuffer size = files.read(file, file.size() - GZIP_SIZE, GZIP_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return Math.max(file.size(), Integer.toUnsignedLong(size.getInt()));
    }
}
