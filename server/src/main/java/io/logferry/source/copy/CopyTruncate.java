package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.retry.Pause;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.SelectedFile;
import java.util.Optional;

/**
 * logrotate's copytruncate copies {@code X} to {@code X.1} and then empties {@code X}. In between every line is there twice, so one waits.
 */
public final class CopyTruncate {
    private static final long STEP = 200_000_000L;
    /** So many looks at a copy that doesn't grow: 20 s. */
    private static final int LOOKS = 100;

    private final Node node;
    private final LogFiles files;
    private final Pause pause;

    public CopyTruncate(Node node, LogFiles files, Pause pause) {
        this.node = node;
        this.files = files;
        this.pause = pause;
    }

    Patience patience() {
        return new Patience();
    }

    /** How long one has waited for a copy. */
    static final class Patience {
        private long copied;
        private int looks;

        private boolean isOver(long size) {
            looks = size == copied ? looks + 1 : 0;
            copied = size;
            return looks > LOOKS;
        }
    }

    /** Waits a moment where a copy is being made: true, and one should list again. */
    boolean isAtWork(LogSelection selection, Patience patience)
            throws LogSourceException, LogChangedException, InterruptedException {
        for (SelectedFile copy : selection.files()) {
            Optional<LogFile> original = originalOf(copy, selection);
            if (original.isEmpty() || !begins(original.get(), copy.listed())) {
                continue;
            }
            if (patience.isOver(copy.size())) {
                throw new LogSourceException(
                        Fault.CHANGED,
                        "node " + node.name() + ": " + copy.name() + " stays a copy of "
                                + original.get().name()
                                + ", so its lines would come twice; remove the copy unless logrotate is still at work there");
            }
            pause.nanos(STEP);
            return true;
        }
        return false;
    }

    /** Are the file's lines those with which the file that it is named after still begins? */
    boolean isCopy(SelectedFile file, LogSelection selection)
            throws LogSourceException, LogChangedException, InterruptedException {
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

    /** Is the copy the original's beginning? Its first and last bytes tell. */
    private boolean begins(LogFile original, LogFile copy)
            throws LogSourceException, LogChangedException, InterruptedException {
        int length = (int) Math.min(LogBytes.HEAD, copy.size());
        return LogPin.read(files, original, 0, length).equals(LogPin.read(files, copy, 0, length))
                && LogPin.read(files, original, copy.size() - length, length)
                        .equals(LogPin.read(files, copy, copy.size() - length, length));
    }
}
