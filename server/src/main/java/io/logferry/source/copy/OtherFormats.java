package io.logferry.source.copy;

import static java.util.Comparator.comparing;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogFormat;
import io.logferry.record.scan.LatestRecords;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.RotatedName;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One format of a log is read. If log_destination was changed, older records are in files of another format, which are not read. */
final class OtherFormats {
    /** How much of a file is searched for records, from its end. */
    private static final int RECORDS = 100;

    private static final long BYTES = 4L << 20;

    private final Node node;
    private final LogFiles files;

    OtherFormats(Node node, LogFiles files) {
        this.node = node;
        this.files = files;
    }

    /**
     * The newest file with records in a format that isn't written now. Formats that are written at the same time have the same records.
     *
     * @param oldest files that were last modified before then don't count
     */
    Optional<LogFile> latest(LogFolder folder, LogFormat taken, Instant oldest)
            throws IOException, InterruptedException {
        List<LogFormat> others = Arrays.stream(LogFormat.values())
                .filter(format -> format != taken && !isWritten(format))
                .toList();
        List<LogFile> newestFirst = folder.files().stream()
                .filter(file -> file.size() > 0 && !file.modified().isBefore(oldest))
                .filter(file -> others.stream().anyMatch(format -> isOf(folder, file, format)))
                .sorted(comparing(LogFile::modified).reversed())
                .toList();
        for (LogFile file : newestFirst) {
            if (!isOf(folder, file, LogFormat.STDERR) || holdsRecords(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private boolean isWritten(LogFormat format) {
        return files.settings()
                .filter(known -> known.collector() ? known.formats().contains(format) : format == LogFormat.STDERR)
                .isPresent();
    }

    private static boolean isOf(LogFolder folder, LogFile file, LogFormat format) {
        return folder.names().include(file.name(), format);
    }

    /**
     * The collector makes a file for stderr whatever log_destination is: at each start, PostgreSQL writes there that the log continues in csvlog
     * or jsonlog, and libraries write into it.
     */
    private boolean holdsRecords(LogFile file) throws IOException, InterruptedException {
        if (RotatedName.of(file.name()).packed()) {
            try (@Nullable UnpackedFile content = UnpackedFile.of(node, files, file, BYTES)) {
                return content == null || holdsRecords(content);
            } catch (LogChangedException.Damaged damaged) {
                return true;
            }
        }
        return holdsRecords(new PinnedBytes(files, file, file.size()));
    }

    private boolean holdsRecords(BackwardBytes bytes) throws IOException, InterruptedException {
        LatestRecords latest = new LatestRecords(Instant.MIN, Instant.MAX, Optional.empty(), RECORDS, BYTES);
        latest.scan(bytes, files.lines().dialect(LogFormat.STDERR));
        boolean nothingKnown = latest.records().isEmpty() && latest.unrecognisedBytes() > 0;
        return nothingKnown
                || latest.records().stream().anyMatch(record -> !saysWhereTheLogContinues(record.content()));
    }

    /** Contains the format's name, in whatever language the message is. */
    private static boolean saysWhereTheLogContinues(String content) {
        return content.contains(LogFormat.CSVLOG.word()) || content.contains(LogFormat.JSONLOG.word());
    }
}
