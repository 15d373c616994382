package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.scan.WholeRecords;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.RecentFiles;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import io.logferry.source.listing.LogSelector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's log as it was listed, file by file, the newest first. A packed file is unpacked into a temporary file; together they may have at most
 * {@value #UNPACKED_AT_MOST} unpacked bytes.
 */
public final class NewestFirst implements RecentFiles, AutoCloseable {
    static final long UNPACKED_AT_MOST = 256L << 20;

    /** A folder may be on a file server whose clock differs. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final Node node;
    private final LogFiles files;
    private final LogSelection selection;
    private final CopyTruncate copyTruncate;
    private final Instant oldest;
    private final SecondLook secondLook;
    private final Iterator<SelectedFile> older;

    /** When the files that can't be returned were last modified, the newest first. */
    private final Deque<Instant> notReturned;

    private final Optional<String> doubt;
    private final Optional<Instant> inOtherFormatBefore;

    private final List<UnpackedFile> unpacked = new ArrayList<>();
    private long mayUnpack = UNPACKED_AT_MOST;
    private boolean leftOut;

    /** @param since files that were last modified well before then are left out */
    public NewestFirst(Node node, LogFiles files, LogSelector selector, CopyTruncate copyTruncate, Instant since)
            throws IOException, InterruptedException {
        LogFolder folder = files.list();
        this.node = node;
        this.files = files;
        this.selection = selector.select(folder, files.settings());
        this.copyTruncate = copyTruncate;
        this.oldest = since.minus(CLOCKS_APART);
        this.inOtherFormatBefore = new OtherFormats(node, files)
                .latest(folder, selection.format(), oldest)
                .map(file -> file.modified().plusSeconds(1)); // a file's time may be in whole seconds
        this.secondLook = new SecondLook(files, selection);
        this.older = selection.files().reversed().iterator();
        Optional<String> perhapsNoFile = folder.doubt(selection);
        boolean hasBytes = selection.files().stream()
                .anyMatch(file -> file.size() > 0 && !file.modified().isBefore(oldest));
        this.doubt = perhapsNoFile
                .filter(words -> !hasBytes)
                .map(words -> new LogSourceException(Fault.NO_LOG, "node " + node.name() + ": " + words).sentence());
        // if it is not a regular file, nobody knows what was written into it, or when
        Stream<Instant> doubtful = perhapsNoFile.filter(words -> hasBytes && !isLastRotated()).stream()
                .map(words -> Instant.MAX);
        List<Instant> ofFolder = folder.leftOut(selection.format(), selector.oldest());
        this.notReturned = new ArrayDeque<>(Stream.concat(ofFolder.stream(), doubtful)
                .filter(modified -> !modified.isBefore(oldest))
                .sorted(Comparator.reverseOrder())
                .toList());
    }

    /** Whether rotated files of the last file have bytes: then it is empty because it was rotated, and is not a pipe. */
    private boolean isLastRotated() {
        String last = selection.files().getLast().name();
        return selection.files().stream()
                .filter(file -> file.size() > 0)
                .anyMatch(file -> file.rotation().base().equals(last));
    }

    @Override
    public LogDialect dialect() {
        return files.lines().dialect(selection.format());
    }

    @Override
    public Optional<BackwardBytes> nextOlder() throws IOException {
        try {
            while (older.hasNext()) {
                SelectedFile file = older.next();
                passOver(file.modified());
                boolean wanted = !file.modified().isBefore(oldest) && !copyTruncate.isCopy(file, selection);
                if (wanted) {
                    Optional<BackwardBytes> bytes = file.packed() ? unpack(file) : Optional.of(pin(file));
                    if (bytes.isPresent()) {
                        return bytes;
                    }
                }
            }
            passOver(oldest);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw LogBytes.stopped(e);
        }
    }

    /** Notes the files that can't be returned and were modified later than the next one. */
    private void passOver(Instant next) {
        while (!notReturned.isEmpty() && !notReturned.getFirst().isBefore(next)) {
            notReturned.removeFirst();
            leftOut = true;
        }
    }

    @Override
    public boolean leftOut() {
        return leftOut;
    }

    @Override
    public Optional<String> doubt() {
        return doubt;
    }

    @Override
    public Optional<Instant> inOtherFormatBefore() {
        return inOtherFormatBefore;
    }

    /** @throws LogChangedException if a file that was returned is no longer what was listed */
    public void lookAgain() throws IOException, InterruptedException {
        secondLook.look();
    }

    private BackwardBytes pin(SelectedFile selected) throws IOException, InterruptedException {
        LogFile file = selected.listed();
        ByteBuffer head = ByteBuffer.allocate(0);
        PinnedBytes bytes = new PinnedBytes(files, file, file.size());
        if (selected.written()) {
            head = files.head(file, file.size());
            bytes = bytes.upTo(LastLineCut.afterLine((from, count) -> files.open(file, from, count), file.size()));
            bytes = bytes.upTo(WholeRecords.end(bytes, dialect()));
            head.limit((int) Math.min(head.limit(), bytes.size()));
        }
        secondLook.read(selected.cut(bytes.size(), head), head);
        return bytes;
    }

    private Optional<BackwardBytes> unpack(SelectedFile selected) throws IOException, InterruptedException {
        secondLook.read(selected, selected.head());
        @Nullable UnpackedFile content = unpack(selected.listed());
        if (content == null) {
            leftOut = true;
            return Optional.empty();
        }
        unpacked.add(content);
        return Optional.of(content);
    }

    private @Nullable UnpackedFile unpack(LogFile file) throws IOException, InterruptedException {
        if (LogPin.unpackedSize(files, file) > mayUnpack) {
            return null;
        }
        try {
            @Nullable UnpackedFile content = UnpackedFile.of(node, files, file, mayUnpack);
            mayUnpack -= content == null ? mayUnpack : content.size();
            return content;
        } catch (LogChangedException.Damaged damaged) {
            return null;
        }
    }

    @Override
    public void close() {
        unpacked.forEach(UnpackedFile::close);
    }
}
