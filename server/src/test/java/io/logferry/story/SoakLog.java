package io.logferry.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** A log that grows and is rotated while it is exported. All that was ever written to it is kept beside it, to judge an export by. */
final class SoakLog {
    /** How an export compares with what was written. */
    enum Verdict {
        EXACT,
        LOST,
        DOUBLED,
        TORN
    }

    private static final String LINE = "LOG:  soak line %012d, which is as long as many lines of a server's log are\n";
    private static final int LINES_AT_ONCE = 200;

    private final Path folder;
    private final Path written;
    private final boolean renames;
    private int files;
    private long lines;
    private volatile long size;

    /**
     * @param written where all that is written is kept
     * @param renames rotate as logrotate does, by new names for old files; else as PostgreSQL does, by a new file
     */
    SoakLog(Path folder, Path written, boolean renames) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.written = written;
        this.renames = renames;
    }

    /** The path that the inventory gives: it matches the rotated files, too. */
    String glob() {
        return folder + "/postgresql*.log*";
    }

    /** Bytes that are in the log by now. */
    long size() {
        return size;
    }

    /** Begins a new log of about that many bytes. No export of it may be running. */
    synchronized void begin(long bytes) throws IOException {
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        Files.write(written, new byte[0]);
        files = 0;
        lines = 0;
        size = 0;
        while (size < bytes) {
            append();
        }
    }

    synchronized void append() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES_AT_ONCE; i++) {
            text.append(LINE.formatted(lines++));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        Files.write(written, bytes, StandardOpenOption.APPEND);
        Files.write(current(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size += bytes.length;
    }

    synchronized void rotate() throws IOException {
        if (renames) {
            for (int number = files; number > 0; number--) {
                Files.move(numbered(number), numbered(number + 1));
            }
            Files.move(current(), numbered(1));
        }
        files++;
        append();
    }

    private Path current() {
        return folder.resolve(renames ? "postgresql.log" : "postgresql-%06d.log".formatted(files));
    }

    private Path numbered(int number) {
        return folder.resolve("postgresql.log." + number);
    }

    /**
     * @param content of an export's file
     * @param atLeast bytes that were in the log when the export was asked for
     */
    Verdict judge(InputStream content, long atLeast) throws IOException {
        Path file = Files.createTempFile(written.getParent(), "export", ".log");
        try {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            long length = Files.size(file);
            if (isBeginning(file)) {
                boolean wholeLines = length % LINE.formatted(0L).length() == 0;
                return !wholeLines ? Verdict.TORN : length >= atLeast ? Verdict.EXACT : Verdict.LOST;
            }
            return ofLines(file);
        } finally {
            Files.delete(file);
        }
    }

    private boolean isBeginning(Path file) throws IOException {
        long different = Files.mismatch(file, written);
        return different < 0 || different == Files.size(file);
    }

    private static Verdict ofLines(Path file) throws IOException {
        Set<String> seen = new HashSet<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            for (String line : (Iterable<String>) reader.lines()::iterator) {
                if (!line.matches("LOG:  soak line [0-9]{12}, .*are")) {
                    return Verdict.TORN;
                }
                if (!seen.add(line)) {
                    return Verdict.DOUBLED;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Verdict.LOST;
    }
}
