package io.logferry.source.listing;

import static java.util.Comparator.comparing;

import io.logferry.record.LogFormat;
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
 * @param files those that are taken, in the order in which they were written
 * @param listed the names of all of that format, also of those that aren't taken
 */
public record LogSelection(LogFormat format, List<SelectedFile> files, Set<String> listed) {
    /** logrotate may move several files within one second, so within one the rotation decides. */
    private static final Comparator<SelectedFile> ORDER = comparing(SelectedFile::written)
            .thenComparing(file -> second(file.listed()))
            .thenComparing(file -> age(file.rotation()))
            .thenComparing(file -> -file.rotation().number())
            .thenComparing(file -> file.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** Takes the folder's files of that format that were modified at {@code oldest} or later. */
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

    /** The same log, of which so much of each file is taken. */
    public LogSelection pinned(List<SelectedFile> pinned) {
        return new LogSelection(format, List.copyOf(pinned), listed);
    }

    /**
     * While gzip is at work both files are there, the packed one incomplete: the same lines must not come twice. A packed file that is the older
     * one is of an earlier round of a name that is used again, such as that of a weekday.
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
