package io.logferry.source.listing;

import static java.util.Comparator.comparing;

import io.logferry.record.LogFormat;
import io.logferry.source.listing.LogFolder.LogFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files of a folder that make up a log of one format.
 *
 * @param files the files that are taken, in the order in which they were written
 * @param listed the names of all files of this format, also of those that are too old
 */
public record LogSelection(LogFormat format, List<SelectedFile> files, Set<String> listed) {
    /**
     * A file that belongs to the log, and how much of it is taken.
     *
     * @param rotation its name, taken apart
     * @param written whether the server is still writing it
     * @param length of the bytes as they are stored; less than the file's size if the file is being written and its last line is incomplete
     * @param head the file's first bytes when it was pinned; empty if nobody writes it, because then size and modification show a change
     */
    public record SelectedFile(LogFile listed, RotatedName rotation, boolean written, long length, ByteBuffer head) {
        /** All of the file. */
        SelectedFile(LogFile listed, RotatedName rotation, boolean written) {
            this(listed, rotation, written, listed.size(), ByteBuffer.allocate(0));
        }

        /** Only the file's beginning. */
        public SelectedFile cut(long taken, ByteBuffer first) {
            return new SelectedFile(listed, rotation, written, taken, first);
        }

        public String name() {
            return listed.name();
        }

        public long size() {
            return listed.size();
        }

        public Instant modified() {
            return listed.modified();
        }

        public boolean packed() {
            return rotation.packed();
        }
    }

    /** logrotate may move several files within one second: then the rotation number decides. */
    private static final Comparator<SelectedFile> ORDER = comparing(SelectedFile::written)
            .thenComparing(file -> second(file.listed()))
            .thenComparing(file -> age(file.rotation()))
            .thenComparing(file -> -file.rotation().number())
            .thenComparing(file -> file.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** Takes the folder's files of this format that were modified at {@code oldest} or later. */
    public static LogSelection of(LogFolder folder, LogFormat format, Instant oldest) {
        List<SelectedFile> files = new ArrayList<>();
        for (LogFile file : folder.files()) {
            folder.names()
                    .match(file.name(), format)
                    .map(name -> new SelectedFile(file, name, folder.written().contains(file.name())))
                    .ifPresent(files::add);
        }
        Set<String> listed = files.stream().map(SelectedFile::name).collect(Collectors.toSet());
        dropHalfPacked(files);
        files.sort(ORDER);
        if (!folder.writtenKnown() && !files.isEmpty() && !files.getLast().packed()) {
            SelectedFile last = files.removeLast();
            files.add(new SelectedFile(last.listed(), last.rotation(), true));
        }
        files.removeIf(file -> !file.written() && file.modified().isBefore(oldest));
        return new LogSelection(format, List.copyOf(files), listed);
    }

    /** The same log, with these lengths of its files. */
    public LogSelection pinned(List<SelectedFile> pinned) {
        return new LogSelection(format, List.copyOf(pinned), listed);
    }

    /**
     * While gzip is at work, both files exist, and the packed one is incomplete: the same lines must not appear twice. If the packed file is
     * the older one, it is from an earlier use of the name, for example of a weekday's name.
     */
    private static void dropHalfPacked(List<SelectedFile> files) {
        Map<String, LogFile> byName =
                files.stream().map(SelectedFile::listed).collect(Collectors.toMap(LogFile::name, Function.identity()));
        files.removeIf(file -> {
            LogFile unpacked = byName.get(file.name().replaceFirst("\\.gz$", ""));
            return file.packed() && unpacked != null && second(file.listed()) >= second(unpacked);
        });
    }

    private static long second(LogFile file) {
        return file.modified().getEpochSecond();
    }

    private static int age(RotatedName name) {
        if (name.numbered()) {
            return 0;
        }
        return name.dated() ? 1 : 2;
    }
}
