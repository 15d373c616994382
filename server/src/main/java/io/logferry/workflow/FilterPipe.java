package io.logferry.workflow;

import io.logferry.export.ExportRequest;
import io.logferry.record.FilteredLog;
import io.logferry.record.LogDialect;
import io.logferry.record.RecordFilter;
import io.logferry.source.LogOutline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** Passes on the records that the request wants. */
final class FilterPipe implements ExportPipe {
    private final ExportPipe next;
    private final FilteredLog log;

    FilterPipe(LogOutline outline, ExportRequest request, ExportPipe next) {
        this.next = next;
        LogDialect dialect = new LogDialect(outline.format(), outline.linePrefix(), outline.timeZone());
        RecordFilter filter = new RecordFilter(request.start(), request.end(), request.level());
        this.log = new FilteredLog(dialect, filter, this::pass);
    }

    @Override
    public void beginFile() throws IOException, InterruptedException {
        log.beginFile();
        next.beginFile();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        log.write(bytes);
    }

    @Override
    public void finish() throws IOException, InterruptedException {
        log.finish();
        next.finish();
    }

    private void pass(ByteBuffer bytes) throws IOException {
        try {
            next.write(bytes);
        } catch (InterruptedException e) {
            InterruptedIOException stopped = new InterruptedIOException("interrupted while passing records on");
            stopped.initCause(e);
            throw stopped;
        }
    }
}
