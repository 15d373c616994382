package io.logferry.source.copy;

import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks after files were read whether they still are what was pinned. */
final class SecondLook {
    private final LogFiles files;
    private final LogSelection log;
    private final Map<String, SelectedFile> selected;
    private final List<ReadFile> read = new ArrayList<>();

    SecondLook(LogFiles files, LogSelection log) {
        this.files = files;
        this.log = log;
        this.selected = log.files().stream().collect(Collectors.toMap(SelectedFile::name, Function.identity()));
    }

    private record ReadFile(SelectedFile file, ByteBuffer head) {}

    /** Notes that the file was read, and that it began with these bytes. */
    void read(SelectedFile file, ByteBuffer head) {
        read.add(new ReadFile(file, head));
    }

    /** @throws LogChangedException if a file that was read since the last look shrank, was replaced, or changed although nobody should write it */
    void look() throws IOException, InterruptedException {
        LogFolder folder = files.list();
        requireNoneMoved(folder);
        Map<String, LogFile> now =
                folder.files().stream().collect(Collectors.toMap(LogFile::name, Function.identity()));
        for (ReadFile file : read) {
            LogFile pinned = file.file().listed();
            if (!now.containsKey(pinned.name())) {
                throw new LogChangedException(pinned.name() + " is gone");
            }
            requireUnchanged(file, now.get(pinned.name()));
        }
        read.clear();
    }

    /**
     * Checks that a file that is gone was removed. If it was renamed or packed, its lines are in another file, and would be missing.
     *
     * @throws LogChangedException if there is a rotated file that did not exist when the log was pinned, or was another file
     */
    void requireRemoved(LogFile gone) throws IOException, InterruptedException {
        LogFolder folder = files.list();
        requireNoneMoved(folder);
        String packed = gone.name() + ".gz";
        boolean wasPacked = folder.files().stream().anyMatch(file -> file.name().equals(packed));
        if (wasPacked && !selected.containsKey(packed)) {
            throw new LogChangedException(gone.name() + " was packed");
        }
    }

    private void requireNoneMoved(LogFolder folder) throws LogChangedException {
        for (LogFile file : folder.files()) {
            boolean rotated = folder.names()
                    .match(file.name(), log.format())
                    .filter(name -> name.rotated() || name.packed())
                    .isPresent();
            if (rotated && isNew(file)) {
                throw new LogChangedException("files were rotated: " + file.name() + " is new");
            }
        }
    }

    /** A file may replace one of the same name: the last rotation replaces the oldest file, and gzip the file of a week ago. */
    private boolean isNew(LogFile file) {
        SelectedFile before = selected.get(file.name());
        return before == null
                ? !log.listed().contains(file.name())
                : !before.written() && !isSame(file, before.listed());
    }

    private static boolean isSame(LogFile now, LogFile pinned) {
        return now.size() == pinned.size() && now.modified().equals(pinned.modified());
    }

    private void requireUnchanged(ReadFile file, LogFile now) throws IOException, InterruptedException {
        LogFile pinned = file.file().listed();
        if (now.size() < pinned.size()) {
            throw new LogChangedException(pinned.name() + " shrank");
        }
        if (!isSame(now, pinned) && !file.file().written()) {
            throw new LogChangedException(pinned.name() + " changed, though it is not the file being written");
        }
        ByteBuffer head = files.head(pinned, file.head().remaining());
        ByteBuffer pinnedHead = file.file().head();
        if (!head.equals(file.head()) || (pinnedHead.hasRemaining() && !pinnedHead.equals(file.head()))) {
            throw new LogChangedException(pinned.name() + " was replaced");
        }
    }
}
