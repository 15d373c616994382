package io.logferry.record.scan;

import io.logferry.record.BackwardBytes;
import io.logferry.record.LogDialect;
import io.logferry.record.syntax.Bytes;
import io.logferry.record.syntax.RecordSyntax;
import java.io.IOException;

/** The file that a server is writing may end inside a record of several lines. */
public final class WholeRecords {
    private static final int TAIL = 128 * 1024;

    private WholeRecords() {}

    /** Where the last whole record ends, in a file that was cut after a line. Reads only the last {@value TAIL} bytes. */
    public static long end(BackwardBytes file, LogDialect dialect) throws IOException {
        RecordSyntax syntax = RecordSyntax.of(dialect);
        int length = (int) Math.min(TAIL, file.size());
        byte[] tail = file.read(file.size() - length, length);
        int last = -1;
        int at = length == file.size() ? 0 : nextLine(tail, 0);
        while (at < length) {
            if (tail[at] != 0 && syntax.examine(tail, at, length, true) == RecordSyntax.Verdict.BEGINS) {
                last = at;
            }
            at = nextLine(tail, at);
        }
        return last < 0 || syntax.isWhole(tail, last, length) ? file.size() : file.size() - length + last;
    }

    private static int nextLine(byte[] bytes, int from) {
        int lineEnd = Bytes.lineEnd(bytes, from, bytes.length);
        return lineEnd < 0 ? bytes.length : lineEnd + 1;
    }
}
