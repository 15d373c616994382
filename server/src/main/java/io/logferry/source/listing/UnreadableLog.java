package io.logferry.source.listing;

import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogFolder.OtherFile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A log that is written where nobody can read it back: that is a fault of the node, and never an empty log. */
final class UnreadableLog {
    private static final List<String> ROTATE = List.of("SELECT pg_rotate_logfile()");

    private UnreadableLog() {}

    /** @throws LogSourceException where what the server writes now in that format isn't a regular file */
    static void require(Node node, LogFolder folder, LogFormat format) throws LogSourceException {
        List<OtherFile> others = folder.others().stream()
                .filter(other -> folder.names().match(other.name(), format).isPresent())
                .toList();
        Optional<OtherFile> written = folder.writtenKnown()
                ? others.stream()
                        .filter(other -> folder.written().contains(other.name()))
                        .findFirst()
                : newest(others, folder, format);
        if (written.isPresent()) {
            throw fault(node, folder, written.get());
        }
    }

    /**
     * The log of a server that can't be asked is the last in order. Only its modification tells how old a thing that is no file is; a name that
     * all others are rotations of is the one that is written.
     */
    private static Optional<OtherFile> newest(List<OtherFile> others, LogFolder folder, LogFormat format) {
        List<LogFile> files = folder.files().stream()
                .filter(file -> folder.names().match(file.name(), format).isPresent())
                .toList();
        long lastWrite =
                files.stream().mapToLong(file -> second(file.modified())).max().orElse(Long.MIN_VALUE);
        return others.stream()
                .filter(other -> second(other.modified()) > lastWrite
                        || files.stream().allMatch(file -> isRotationOf(other, file)))
                .max(Comparator.comparing(OtherFile::modified));
    }

    private static boolean isRotationOf(OtherFile other, LogFile file) {
        RotatedName name = RotatedName.of(file.name());
        return !file.name().equals(other.name()) && name.base().equals(other.name());
    }

    private static long second(Instant time) {
        return time.getEpochSecond();
    }

    private static LogSourceException fault(Node node, LogFolder folder, OtherFile written) {
        String what = "node " + node.name() + " writes its log into " + written.name() + " in " + folder.place()
                + ", which is " + written.kind().words();
        return switch (written.kind()) {
            case GONE ->
                new LogSourceException(
                        Fault.NO_LOG, what + ", so nobody can read it: for a new file, run there", ROTATE, null);
            case NOT_REGULAR_OR_GONE ->
                new LogSourceException(
                        Fault.NO_LOG,
                        what + ", so nobody can read it back: have its log written into a regular file, or, where the"
                                + " file was removed, run there",
                        ROTATE,
                        null);
            case REGULAR, FOLDER, LINK, PIPE, SOCKET, DEVICE, NOT_REGULAR ->
                new LogSourceException(
                        Fault.NO_LOG,
                        what + ": only a regular file can be read back, so have its log written into one");
        };
    }
}
