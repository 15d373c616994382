package io.logferry.record.scan;

import io.logferry.record.LogDialect;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what the splitter makes of a log. */
public final class SplitRecords extends RecordSplitter {
    final List<Split> records = new ArrayList<>();

    record Split(long millis, @Nullable Severity severity, ByteArrayOutputStream collected) {
        byte[] bytes() {
            return collected.toByteArray();
        }
    }

    private SplitRecords(RecordSyntax syntax) {
        super(syntax);
    }

    static List<Split> of(LogDialect dialect, List<byte[]> chunks) throws InterruptedException {
        return split(dialect, chunks).records;
    }

    private static SplitRecords split(LogDialect dialect, List<byte[]> chunks) throws InterruptedException {
        SplitRecords split = new SplitRecords(RecordSyntax.of(dialect));
        for (byte[] chunk : chunks) {
            split.write(chunk, 0, chunk.length);
        }
        split.endFile();
        return split;
    }

    /** All records, one after the other. */
    public static byte[] joined(LogDialect dialect, byte[] log) throws InterruptedException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        of(dialect, List.of(log)).forEach(record -> joined.writeBytes(record.bytes()));
        return joined.toByteArray();
    }

    /** Bytes that belong to no record that shows itself. */
    static long unrecognised(LogDialect dialect, List<byte[]> chunks) throws InterruptedException {
        return split(dialect, chunks).unrecognisedBytes();
    }

    @Override
    void beginRecord(long millis, @Nullable Severity severity, boolean recognised) {
        records.add(new Split(millis, severity, new ByteArrayOutputStream()));
    }

    @Override
    void bytes(byte[] bytes, int from, int to) {
        records.getLast().collected().write(bytes, from, to - from);
    }
}
