package io.logferry.source.listing;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a look at the folder of a node's log showed.
 *
 * @param names which of the files are its log
 * @param entries every regular file there, or at least every one that could be a log file
 * @param others what is named as a log file, but is none; at least what the collector writes into now, as PostgreSQL says
 * @param unproven the names of empty files of which PostgreSQL doesn't tell whether they are regular ones
 * @param written the names of files that the collector writes now, as PostgreSQL says
 * @param writtenKnown does PostgreSQL say which file is being written? Otherwise it is the last in order
 * @param place what a person knows the folder by, for messages
 * @param notes sentences worth knowing
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
     * Something that is named as a log file of the folder, but isn't a regular file.
     *
     * @param kind any but {@link FileKind#REGULAR}
     * @param modified what may have been written through it last; the epoch if nobody knows
     */
    public record OtherFile(String name, FileKind kind, Instant modified) {
        public String note(Node node) {
            return "node " + node.name() + ": " + name + " is " + kind.words() + ", so it was not read";
        }
    }

    /** Stands for bytes that are no text. */
    private static final String NO_TEXT = "\uFFFD";

    /** That the log's last file is perhaps no regular one: without the collector, PostgreSQL tells nobody of an empty one. */
    public Optional<String> doubt(LogSelection selection) {
        return selection.files().reversed().stream()
                .limit(1)
                .map(SelectedFile::name)
                .filter(unproven::contains)
                .map(last ->
                        last + " is empty, or is a named pipe or a device, which PostgreSQL doesn't tell apart: look"
                                + " there (ls -l), and if it is one, have the log written into a regular file")
                .findFirst();
    }

    /** Those that can be asked for, which have a name each. */
    public List<LogFile> files() {
        return entries.stream().filter(file -> !file.name().contains(NO_TEXT)).toList();
    }

    /**
     * When those files of its log were last written that aren't given to readers: they can't be asked for, can't be unpacked, aren't regular
     * files, are older than what is taken, or were rotated to names that the inventory's path does not match.
     *
     * @param oldest files that were modified before then aren't taken
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
                .filter(other -> this.names.match(other.name(), format).isPresent())
                .map(other -> other.modified().equals(Instant.EPOCH) ? Instant.MAX : other.modified());
    }

    boolean isTooOld(LogFile file, LogFormat format, Instant oldest) {
        return file.modified().isBefore(oldest)
                && !written.contains(file.name())
                && names.match(file.name(), format).isPresent();
    }

    /** The names, as far as they are text, of files of its log that can't be asked for. */
    public List<String> nameless(LogFormat format) {
        return entries.stream()
                .map(LogFile::name)
                .filter(name ->
                        name.contains(NO_TEXT) && names.match(name, format).isPresent())
                .sorted()
                .toList();
    }

    /** The names of rotated log files that the inventory's path does not match, although it matches the names that they had before. */
    List<String> rotatedBeside(LogFormat format) {
        return files().stream()
                .map(LogFile::name)
                .filter(name ->
                        names.match(RotatedName.asPackedByGzip(name), format).isEmpty())
                .filter(name -> !nameBefore(name).equals(name)
                        && names.match(nameBefore(name), format).isPresent())
                .sorted()
                .toList();
    }

    /** The name that a file had before it was rotated and packed. */
    private static String nameBefore(String name) {
        return RotatedName.of(RotatedName.asPackedByGzip(name)).base();
    }

    /** What a person should know of {@link #rotatedBeside}. */
    public Optional<String> noteOfRotatedBeside(Node node, LogFormat format) {
        List<String> rotated = rotatedBeside(format);
        if (rotated.isEmpty()) {
            return Optional.empty();
        }
        String others = rotated.size() == 1 ? "" : " and " + (rotated.size() - 1) + " more";
        String base = nameBefore(rotated.getFirst());
        return Optional.of("node " + node.name() + ": the rotated log file " + rotated.getFirst() + others
                + " is not contained, because the path of its log in the inventory does not match it: to include rotated"
                + " files, let the path end with " + base + "*");
    }

    /** The names of files that would be its log if gzip had packed them, but can't be unpacked here. */
    public List<String> packedOtherwise(LogFormat format) {
        return files().stream()
                .map(LogFile::name)
                .filter(RotatedName::isPackedOtherwise)
                .filter(name ->
                        names.match(RotatedName.asPackedByGzip(name), format).isPresent())
                .sorted()
                .toList();
    }
}
