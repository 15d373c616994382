package io.logferry.source.copy;

import static java.util.Comparator.comparing;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.scan.LatestRecords;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.RotatedName;
import io.logferry.source.listing.ServerSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Of a log one format is read. Where log_destination was another before, older records are in files of another format, which aren't read. */
public final class OtherFormats {
    private static final int RECORDS = 100;
    private static final long BYTES = 4L << 20;

    private final Node node;
    private final LogFiles files;

    public OtherFormats(Node node, LogFiles files) {
        this.node = node;
        this.files = files;
    }

    /**
     * The one that was written last of the files with records in a format that isn't written now. Formats that are written side by side have the same
     * records.
     *
     * @param oldest files that were last changed before then don't count
     */
    public Optional<LogFile> latest(LogFolder folder, LogFormat taken, Instant oldest)
            throws LogSourceException, LogChangedException, InterruptedException {
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
        return folder.names().match(file.name(), format).isPresent();
    }

    /**
     * The collector makes a file for stderr whatever log_destination is: at each start PostgreSQL says there that the log goes on in csvlog or
     * jsonlog, and libraries write into it.
     */
    private boolean holdsRecords(LogFile file) throws LogSourceException, LogChangedException, InterruptedException {
        if (RotatedName.of(file.name()).packed()) {
            try (LogBytes content = new GunzippedBytes(new PinnedBytes(files, file, file.size()).inBlocks());
                    Unpacked unpacked = new Unpacked(UnpackedFile.of(node, content, file.modified(), BYTES))) {
                return unpacked.file().isEmpty() || holdsRecords(unpacked.file().get());
            } catch (LogChangedException.Damaged damaged) {
                return true;
            }
        }
        return holdsRecords(new PinnedBytes(files, file, file.size()));
    }

    private record Unpacked(Optional<UnpackedFile> file) implements AutoCloseable {
        @Override
        public void close() {
            file.ifPresent(UnpackedFile::close);
        }
    }

    private boolean holdsRecords(BackwardBytes bytes)
            throws LogSourceException, LogChangedException, InterruptedException {
        ServerSettings.Lines lines = files.lines();
        LatestRecords latest = new LatestRecords(Instant.MIN, Instant.MAX, Optional.empty(), RECORDS, BYTES);
        try {
            latest.scan(bytes, new LogDialect(LogFormat.STDERR, lines.linePrefix(), lines.timeZone()));
        } catch (LogSourceException | LogChangedException e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw LogBytes.interrupted(e);
        } catch (IOException e) {
            throw LogSourceException.notReadHere(node, e);
        }
        boolean nothingKnown = latest.records().isEmpty() && latest.unrecognisedBytes() > 0;
        return nothingKnown || latest.records().stream().anyMatch(record -> !saysWhereTheLogGoesOn(record.content()));
    }

    /** In each language it has the format's own word. */
    private static boolean saysWhereTheLogGoesOn(String content) {
        return content.contains(LogFormat.CSVLOG.word()) || content.contains(LogFormat.JSONLOG.word());
    }
}
