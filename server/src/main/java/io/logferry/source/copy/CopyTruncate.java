package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import java.io.IOException;
import java.util.Optional;

/**
 * logrotate's copytruncate copies {@code X} to {@code X.1} and then empties {@code X}. In between, every line exists twice, so the reader waits.
 * Used by one thread, for one reading.
 */
public final class CopyTruncate {
    private static final long PAUSE_NANOS = 200_000_000L;
    /** How often a copy is looked at that doesn't grow: for 20 s. */
    private static final int MOST_LOOKS = 100;

    private final Node node;
    private final LogFiles files;
    private final Pause pause;
    private long copied;
    private int looks;

    public CopyTruncate(Node node, LogFiles files, Pause pause) {
        this.node = node;
        this.files = files;
        this.pause = pause;
    }

    /** If a copy is being made: pauses and returns true, and the caller must list the files again. */
    boolean isAtWork(LogSelection selection) throws IOException, InterruptedException {
        for (SelectedFile copy : selection.files()) {
            Optional<LogFile> original = originalOf(copy, selection);
            if (original.isEmpty() || !begins(original.get(), copy.listed())) {
                continue;
            }
            looks = copy.size() == copied ? looks + 1 : 0;
            copied = copy.size();
            if (looks > MOST_LOOKS) {
                throw new LogSourceException(
                        Fault.CHANGED,
                        "node " + node.name() + ": " + copy.name() + " is still a copy of "
                                + original.get().name()
                                + ", so its lines would appear twice; if logrotate is not running there, remove the copy");
            }
            pause.nanos(PAUSE_NANOS);
            return true;
        }
        return false;
    }

    /** Whether the file's lines are the first lines of the file that it is named after. */
    boolean isCopy(SelectedFile file, LogSelection selection) throws IOException, InterruptedException {
        Optional<LogFile> original = originalOf(file, selection);
        return original.isPresent() && begins(original.get(), file.listed());
    }

    private static Optional<LogFile> originalOf(SelectedFile copy, LogSelection selection) {
        if (!copy.rotation().rotated() || copy.packed() || copy.size() == 0) {
            return Optional.empty();
        }
        return selection.files().stream()
                .map(SelectedFile::listed)
                .filter(file -> file.name().equals(copy.rotation().base()))
                .filter(file -> file.size() >= copy.size())
                .findFirst();
    }

    /** Whether the original begins with the copy, judged by the copy's first and last bytes. */
    private boolean begins(LogFile original, LogFile copy) throws IOException, InterruptedException {
        int length = (int) Math.min(LogBytes.HEAD, copy.size());
        return files.read(original, 0, length).equals(files.read(copy, 0, length))
                && files.read(original, copy.size() - length, length)
                        .equals(files.read(copy, copy.size() - length, length));
    }
}
