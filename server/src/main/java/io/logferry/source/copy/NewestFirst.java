package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.scan.WholeRecords;
import io.logferry.source.LogSourceException;
import io.logferry.source.RecentFiles;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.SelectedFile;
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

/**
 * A node's log as it was listed, file by file, the newest first. The file being written is cut after its last complete line. A packed file is
 * unpacked into a temporary one; all of them together may have {@value #UNPACKED_AT_MOST} bytes, unpacked.
 */
public final class NewestFirst implements RecentFiles, AutoCloseable {
    static final long UNPACKED_AT_MOST = 256L << 20;

    /** Folders may be on a file server with a clock of its own. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final Node node;
    private final LogFiles files;
    private final LogSelection selection;
    private final CopyTruncate copyTruncate;
    private final Instant oldest;
    private final SecondLook secondLook;
    private final Iterator<SelectedFile> older;

    /** When files were last written that can't be given, the newest first. */
    private final Deque<Instant> notGiven;

    private final Optional<String> doubt;
    private final Optional<Instant> otherFormat;

    private final List<UnpackedFile> unpacked = new ArrayList<>();
    private long mayUnpack = UNPACKED_AT_MOST;
    private boolean leftOut;

    public NewestFirst(
            Node node,
            LogFiles files,
            LogSelection selection,
            List<Instant> notGiven,
            Optional<String> doubt,
            Optional<Instant> otherFormat,
            CopyTruncate copyTruncate,
            Instant since) {
        this.node = node;
        this.files = files;
        this.selection = selection;
        this.copyTruncate = copyTruncate;
        this.oldest = oldest(since);
        this.otherFormat = otherFormat;
        this.secondLook = new SecondLook(files, selection);
        this.older = selection.files().reversed().iterator();
        boolean hasBytes = selection.files().stream()
                .map(SelectedFile::listed)
                .anyMatch(file -> file.size() > 0 && !file.modified().isBefore(oldest));
        this.doubt = doubt.filter(whole -> !hasBytes);
        // nobody knows what was written into it, or when
        Stream<Instant> doubtful =
                doubt.filter(words -> hasBytes && !isRotated(selection)).map(words -> Instant.MAX).stream();
        this.notGiven = new ArrayDeque<>(Stream.concat(notGiven.stream(), doubtful)
                .filter(modified -> !modified.isBefore(oldest))
                .sorted(Comparator.reverseOrder())
                .toList());
    }

    /** Is the last file one of which rotated ones have bytes? Then it is empty because it was rotated: nobody rotates a pipe. */
    private static boolean isRotated(LogSelection selection) {
        String last = selection.files().getLast().name();
        return selection.files().stream()
                .filter(file -> file.size() > 0)
                .anyMatch(file -> file.rotation().base().equals(last));
    }

    /** Files that were last changed before then can't have records from {@code since} on. */
    public static Instant oldest(Instant since) {
        return since.minus(CLOCKS_APART);
    }

    @Override
    public LogDialect dialect() {
        return new LogDialect(
                selection.format(), files.lines().linePrefix(), files.lines().timeZone());
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

    /** Notes those that can't be given and were written later than what comes next. */
    private void passOver(Instant next) {
        while (!notGiven.isEmpty() && !notGiven.getFirst().isBefore(next)) {
            notGiven.removeFirst();
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
        // a file's time may be in whole seconds
        return otherFormat.map(modified -> modified.plusSeconds(1));
    }

    /** @throws LogChangedException where what was given isn't any more what was listed */
    public void lookAgain() throws LogSourceException, LogChangedException, InterruptedException {
        secondLook.look();
    }

    private BackwardBytes pin(SelectedFile selected)
            throws LogSourceException, LogChangedException, InterruptedException, IOException {
        LogFile file = selected.listed();
        ByteBuffer head = ByteBuffer.allocate(0);
        PinnedBytes bytes = new PinnedBytes(files, file, file.size());
        if (selected.written()) {
            head = LogPin.head(files, file, file.size());
            bytes = bytes.upTo(LastLineCut.afterLine((from, count) -> files.open(file, from, count), file.size()));
            bytes = bytes.upTo(WholeRecords.end(bytes, dialect()));
            head.limit((int) Math.min(head.limit(), bytes.size()));
        }
        secondLook.read(selected.cut(bytes.size(), head), head);
        return bytes;
    }

    private Optional<BackwardBytes> unpack(SelectedFile selected)
            throws LogSourceException, LogChangedException, InterruptedException {
        LogFile file = selected.listed();
        secondLook.read(selected, selected.head());
        Optional<UnpackedFile> content = unpackedContent(file);
        content.ifPresent(unpacked::add);
        leftOut |= content.isEmpty();
        return content.map(BackwardBytes.class::cast);
    }

    private Optional<UnpackedFile> unpackedContent(LogFile file)
            throws LogSourceException, LogChangedException, InterruptedException {
        if (LogPin.unpackedSize(files, file) > mayUnpack) {
            return Optional.empty();
        }
        LogBytes packed = new PinnedBytes(files, file, file.size()).inBlocks();
        try (LogBytes content = new GunzippedBytes(packed)) {
            Optional<UnpackedFile> whole = UnpackedFile.of(node, content, file.modified(), mayUnpack);
            mayUnpack -= whole.map(UnpackedFile::size).orElse(mayUnpack);
            return whole;
        } catch (LogChangedException.Damaged damaged) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        unpacked.forEach(UnpackedFile::close);
    }
}
