package io.logferry.record.scan;

import io.logferry.record.LogDialect;
import io.logferry.record.Severity;
import io.logferry.record.syntax.RecordSyntax;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what the splitter makes of a log. */
public final class SplitRecords implements RecordSplitter.Pieces {
    final List<Split> records = new ArrayList<>();

    record Split(long millis, @Nullable Severity severity, ByteArrayOutputStream collected) {
        byte[] bytes() {
            return collected.toByteArray();
        }
    }

    static List<Split> of(LogDialect dialect, List<byte[]> chunks) throws InterruptedException {
        SplitRecords split = new SplitRecords();
        RecordSplitter splitter = new RecordSplitter(RecordSyntax.of(dialect), split);
        for (byte[] chunk : chunks) {
            splitter.write(chunk, 0, chunk.length);
        }
        splitter.endFile();
        return split.records;
    }

    /** All records, one after the other. */
    public static byte[] joined(LogDialect dialect, byte[] log) throws InterruptedException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        of(dialect, List.of(log)).forEach(record -> joined.writeBytes(record.bytes()));
        return joined.toByteArray();
    }

    /** Bytes that belong to no record that shows itself. */
    static long unrecognised(LogDialect dialect, List<byte[]> chunks) throws InterruptedException {
        RecordSplitter splitter = new RecordSplitter(RecordSyntax.of(dialect), new SplitRecords());
        for (byte[] chunk : chunks) {
            splitter.write(chunk, 0, chunk.length);
        }
        splitter.endFile();
        return splitter.unrecognisedBytes();
    }

    @Override
    public void begin(long millis, @Nullable Severity severity, boolean recognised) {
        records.add(new Split(millis, severity, new ByteArrayOutputStream()));
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        records.getLast().collected().write(bytes, from, to - from);
    }
}
