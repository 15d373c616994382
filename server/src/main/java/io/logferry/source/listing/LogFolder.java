package io.logferry.source.listing;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.listing.LogSelection.SelectedFile;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A listing of the folder of a node's log.
 *
 * @param names which of the files are its log
 * @param entries every regular file, or at least every file that could be a log file
 * @param others what has the name of a log file, but is not a regular file; at least what PostgreSQL says that the collector writes now
 * @param unproven the names of empty files that may not be regular files, because PostgreSQL doesn't say
 * @param written the names of the files that PostgreSQL says that the collector writes now
 * @param writtenKnown whether PostgreSQL says which file is being written; otherwise it is the last in order
 * @param place the folder's name for people, in messages
 * @param notes sentences for the caller
 */
public record LogFolder(
        LogNames names,
        List<LogFile> entries,
        List<OtherFile> others,
        Set<String> unproven,
        Set<String> written,
        boolean writtenKnown,
        String place,
        List<String> notes) {
    /**
     * A regular file.
     *
     * @param name without its folder
     * @param size in bytes
     * @param modified in whole seconds over SQL, finer in a file system
     */
    public record LogFile(String name, long size, Instant modified) {}

    /**
     * Something that has the name of a log file, but is not a regular file.
     *
     * @param kind any but {@link FileKind#REGULAR}
     * @param modified when something may last have been written through it; the epoch if unknown
     */
    public record OtherFile(String name, FileKind kind, Instant modified) {
        public String note(Node node) {
            return "node " + node.name() + ": " + name + " is " + kind.words() + ", so it was not read";
        }
    }

    /** Replaces the bytes of a name that are not valid UTF-8. */
    private static final String NOT_UTF8 = "\uFFFD";

    /** A sentence if the log's last file may not be a regular file: without the collector, PostgreSQL doesn't say that of an empty file. */
    public Optional<String> doubt(LogSelection selection) {
        return selection.files().reversed().stream()
                .limit(1)
                .map(SelectedFile::name)
                .filter(unproven::contains)
                .map(last -> last
                        + " is empty, or it is a named pipe or a device, which PostgreSQL reports alike: check there"
                        + " with ls -l, and if it is a pipe or a device, log into a regular file")
                .findFirst();
    }

    /** The files that can be requested by name: over SQL, two names that are not UTF-8 may look the same. */
    public List<LogFile> files() {
        return entries.stream().filter(file -> !file.name().contains(NOT_UTF8)).toList();
    }

    /**
     * When the files of its log were last modified that readers don't get: they can't be requested or unpacked, aren't regular files, are too
     * old, or were rotated to names that the inventory's path does not match.
     *
     * @param oldest files that were modified before then are too old
     */
    public List<Instant> leftOut(LogFormat format, Instant oldest) {
        Set<String> names = new HashSet<>(nameless(format));
        names.addAll(packedOtherwise(format));
        names.addAll(rotatedBeside(format));
        Stream<Instant> files = entries.stream()
                .filter(file -> names.contains(file.name()) || isTooOld(file, format, oldest))
                .map(LogFile::modified);
        return Stream.concat(files, notRegular(format)).toList();
    }

    private Stream<Instant> notRegular(LogFormat format) {
        return others.stream()
                .filter(other -> this.names.include(other.name(), format))
                .map(other -> other.modified().equals(Instant.EPOCH) ? Instant.MAX : other.modified());
    }

    boolean isTooOld(LogFile file, LogFormat format, Instant oldest) {
        return file.modified().isBefore(oldest) && !written.contains(file.name()) && names.include(file.name(), format);
    }

    /** The names, as far as they are valid UTF-8, of files of its log that can't be requested. */
    public List<String> nameless(LogFormat format) {
        return sortedNames(entries, name -> name.contains(NOT_UTF8) && names.include(name, format));
    }

    /** The names of rotated log files that the inventory's path does not match, although it matches the names that they had before. */
    List<String> rotatedBeside(LogFormat format) {
        return sortedNames(
                files(),
                name -> !names.include(RotatedName.asPackedByGzip(name), format)
                        && !nameBefore(name).equals(name)
                        && names.include(nameBefore(name), format));
    }

    /** The name that a file had before it was rotated and packed. */
    private static String nameBefore(String name) {
        return RotatedName.of(RotatedName.asPackedByGzip(name)).base();
    }

    /** A sentence for the caller about {@link #rotatedBeside}. */
    public Optional<String> noteOfRotatedBeside(Node node, LogFormat format) {
        List<String> rotated = rotatedBeside(format);
        if (rotated.isEmpty()) {
            return Optional.empty();
        }
        String others = rotated.size() == 1 ? "" : " and " + (rotated.size() - 1) + " more";
        String base = nameBefore(rotated.getFirst());
        return Optional.of("node " + node.name() + ": the rotated log file " + rotated.getFirst() + others
                + " is missing, because the path of its log in the inventory does not match it: to include rotated"
                + " files, let the path end with " + base + "*");
    }

    /** The names of files that would be its log if gzip had packed them, but can't be unpacked here. */
    public List<String> packedOtherwise(LogFormat format) {
        return sortedNames(
                files(),
                name -> RotatedName.isPackedOtherwise(name) && names.include(RotatedName.asPackedByGzip(name), format));
    }

    private static List<String> sortedNames(List<LogFile> files, Predicate<String> condition) {
        return files.stream().map(LogFile::name).filter(condition).sorted().toList();
    }
}
