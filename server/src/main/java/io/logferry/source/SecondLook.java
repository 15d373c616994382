package io.logferry.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at files again after they were read: are they still what was pinned? */
final class SecondLook {
    private final LogFiles files;
    private final PinnedLog log;
    private final List<ReadFile> read = new ArrayList<>();

    SecondLook(LogFiles files, PinnedLog log) {
        this.files = files;
        this.log = log;
    }

    private record ReadFile(PinnedFile file, ByteBuffer head) {}

    /** The file was read, and began with those bytes. */
    void read(PinnedFile file, ByteBuffer head) {
        read.add(new ReadFile(file, head));
    }

    /** @throws LogChangedException where a file read since the last look shrank, was replaced, or changed though nobody should be writing it */
    void look() throws LogSourceException, LogChangedException, InterruptedException {
        LogFolder folder = files.list();
        requireNoneMoved(folder);
        Map<String, LogFile> now =
                folder.files().stream().collect(Collectors.toMap(LogFile::name, Function.identity()));
        for (ReadFile file : read) {
            LogFile pinned = file.file().file();
            if (!now.containsKey(pinned.name())) {
                throw new LogChangedException(pinned.name() + " is gone");
            }
            requireUnchanged(file, now.get(pinned.name()));
        }
        read.clear();
    }

    /**
     * A file that is gone was removed by retention, or was it moved? Then its lines are under another name, and would be missed.
     *
     * @throws LogChangedException where there is a rotated file that wasn't there when the log was pinned
     */
    void requireNoneMoved() throws LogSourceException, LogChangedException, InterruptedException {
        requireNoneMoved(files.list());
    }

    private void requireNoneMoved(LogFolder folder) throws LogChangedException {
        for (LogFile file : folder.files()) {
            boolean moved = folder.names()
                    .match(file.name(), log.format())
                    .filter(name -> name.rotated() || name.packed())
                    .isPresent();
            if (moved && !log.selection().listed().contains(file.name())) {
                throw new LogChangedException("files were rotated: " + file.name() + " is new");
            }
        }
    }

    private void requireUnchanged(ReadFile file, LogFile now)
            throws LogSourceException, LogChangedException, InterruptedException {
        LogFile pinned = file.file().file();
        if (now.size() < pinned.size()) {
            throw new LogChangedException(pinned.name() + " shrank");
        }
        boolean same = now.size() == pinned.size() && now.modified().equals(pinned.modified());
        if (!same && !file.file().selected().written()) {
            throw new LogChangedException(pinned.name() + " changed, though it is not the file being written");
        }
        ByteBuffer head = LogPin.head(files, pinned, file.head().remaining());
        ByteBuffer pinnedHead = file.file().head();
        if (!head.equals(file.head()) || (pinnedHead.hasRemaining() && !pinnedHead.equals(file.head()))) {
            throw new LogChangedException(pinned.name() + " was replaced");
        }
    }
}
