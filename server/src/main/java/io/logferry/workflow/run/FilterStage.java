package io.logferry.workflow.run;

import io.logferry.export.ExportRequest;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.scan.FilteredLog;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Passes on the records that the request asks for. */
final class FilterStage implements ExportPipe.Output {
    private final FilteredLog log;
    private final ExportPipe.Output next;
    private final LogDialect dialect;
    private final boolean byLevel;

    FilterStage(LogDialect dialect, ExportRequest request, ExportPipe.Output next) {
        this.dialect = dialect;
        this.next = next;
        this.byLevel = request.level().isPresent();
        this.log = new FilteredLog(dialect, request.records(), next::write);
    }

    void beginFile(Instant modified) throws InterruptedException {
        log.beginFile(modified);
    }

    @Override
    public void write(ByteBuffer bytes) throws InterruptedException {
        log.write(bytes);
    }

    @Override
    public void finish() throws InterruptedException {
        log.finish();
        next.finish();
    }

    /** Sentences about records that the filter could not judge, after all bytes have come. */
    List<String> notes(String node) {
        List<String> notes = new ArrayList<>();
        if (log.unrecognisedBytes() > 0) {
            notes.add("%d bytes of node %s's log (of %d) were not recognised as records, %s: %s"
                    .formatted(
                            log.unrecognisedBytes(),
                            node,
                            log.byteCount(),
                            byLevel
                                    ? "so they are missing"
                                    : "so it is not known whether they belong to the requested time",
                            whatToDo()));
        }
        if (byLevel && log.unknownSeverityCount() > 0) {
            notes.add(("%d records of node %s's log are missing, because their severity is in an unknown language:"
                            + " download without level to get them, and set lc_messages to C there")
                    .formatted(log.unknownSeverityCount(), node));
        }
        if (log.keptByFileTime() > 0 || log.leftOutByFileTime() > 0) {
            notes.add(
                    ("Some records of node %s's log have no time, and no record before them in their file has one. They count as written when"
                                    + " their file was last changed: %d are included, and %d are missing, because that is after the requested time:"
                                    + " download without times to get them all, and put %%m into log_line_prefix there")
                            .formatted(node, log.keptByFileTime(), log.leftOutByFileTime()));
        }
        return notes;
    }

    private String whatToDo() {
        String all = "download without level and times to have every byte";
        if (dialect.format() != LogFormat.STDERR) {
            return all;
        }
        String set =
                "set line_prefix under log of that node in the inventory to the log_line_prefix that they were written with";
        return dialect.linePrefix().isEmpty()
                ? "PostgreSQL could not be asked for log_line_prefix, so " + set
                        + ", and time_zone to its log_timezone, or " + all
                : "they do not begin as log_line_prefix '" + dialect.linePrefix() + "' says; " + all
                        + ", or, where PostgreSQL can't be asked, " + set;
    }
}
