package io.logferry.workflow;

import io.logferry.export.Compression;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRun;
import io.logferry.id.ObjectKey;
import io.logferry.source.LogOutline;
import io.logferry.source.LogSink;
import io.logferry.store.LogStore;
import io.logferry.store.StoredFile;
import io.logferry.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes one node's log into the store, by way of what the request wants done; a listing that begins anew drops what came before it. */
final class ExportSink implements LogSink, AutoCloseable {
    private final ExportRun run;
    private final LogStore store;
    private final ObjectKey key;
    private final ExportRequest request;
    private final String nodeName;
    private final ExportProgress.Count count;
    private final ExportMetrics metrics;
    private @Nullable Begun begun;

    /** @param filter the one in the pipe, if there is one */
    private record Begun(Upload upload, ExportPipe pipe, Optional<FilterPipe> filter) {}

    ExportSink(
            ExportRun run,
            LogStore store,
            ObjectKey key,
            ExportRequest request,
            String nodeName,
            ExportProgress.Count count,
            ExportMetrics metrics) {
        this.run = run;
        this.store = store;
        this.key = key;
        this.request = request;
        this.nodeName = nodeName;
        this.count = count;
        this.metrics = metrics;
    }

    @Override
    public void begin(LogOutline outline) throws InterruptedException {
        close();
        count.begin(outline.bytes());
        run.check(); // a run that stalled has no business in the store any more
        Upload upload = beginUpload(outline);
        try {
            begun = begun(outline, upload);
        } finally {
            if (begun == null) {
                upload.close();
            }
        }
    }

    private Upload beginUpload(LogOutline outline) throws InterruptedException {
        boolean isWhole = !request.isFiltered() && request.compression() == Compression.NONE;
        try {
            if (isWhole) {
                count.checkPlan();
            }
            // How much will be left by a filter or by packing shows only on the way: then the store reserves as it
            // grows.
            return store.begin(key, isWhole ? outline.bytes() : 0);
        } catch (IOException e) {
            throw NotStoredException.of(nodeName, e);
        }
    }

    private Begun begun(LogOutline outline, Upload upload) {
        ExportPipe last = new StorePipe(nodeName, upload, count.budget());
        ExportPipe pipe = request.compression() == Compression.GZIP ? new GzipPipe(last) : last;
        if (!request.isFiltered()) {
            return new Begun(upload, pipe, Optional.empty());
        }
        FilterPipe filter = new FilterPipe(outline, request, pipe);
        return new Begun(upload, filter, Optional.of(filter));
    }

    @Override
    public void beginFile(String name, Instant modified) throws InterruptedException {
        begun().pipe().beginFile(modified);
    }

    @Override
    public void write(ByteBuffer bytes) throws InterruptedException {
        int length = bytes.remaining();
        begun().pipe().write(bytes);
        count.add(length);
        metrics.read(length);
    }

    /** Sentences about what of the node's log could not be judged, once everything has come. */
    List<String> notes(String node) {
        return begun().filter().map(filter -> filter.notes(node)).orElse(List.of());
    }

    /** Everything has come: the file is made durable and visible. */
    StoredFile complete() throws InterruptedException {
        begun().pipe().finish();
        try {
            return begun().upload().complete();
        } catch (IOException e) {
            throw NotStoredException.of(nodeName, e);
        }
    }

    /** How long a store that was out of reach was waited for; empty where it never was. */
    Optional<Duration> waited() {
        return begun().upload().waited();
    }

    private Begun begun() {
        if (begun == null) {
            throw new IllegalStateException("the source wrote before it began");
        }
        return begun;
    }

    @Override
    public void close() {
        if (begun != null) {
            Upload upload = begun.upload();
            begun = null;
            upload.close();
            if (upload.waited().isPresent()) {
                run.mayLeaveSomething();
            }
        }
    }
}
