package io.logferry.workflow;

import io.logferry.source.LogOutline;
import io.logferry.source.LogSink;
import io.logferry.store.LogStore;
import io.logferry.store.ObjectKey;
import io.logferry.store.StoredFile;
import io.logferry.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes one node's log into the store; a listing that begins anew drops what came before it. */
final class ExportSink implements LogSink, AutoCloseable {
    private final LogStore store;
    private final ObjectKey key;
    private final ExportProgress export;
    private final ExportProgress.Count count;
    private final ExportLimits limits;
    private final ExportMetrics metrics;
    private @Nullable Upload upload;

    ExportSink(
            LogStore store,
            ObjectKey key,
            ExportProgress export,
            ExportProgress.Count count,
            ExportLimits limits,
            ExportMetrics metrics) {
        this.store = store;
        this.key = key;
        this.export = export;
        this.count = count;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public void begin(LogOutline outline) throws IOException {
        close();
        count.begin(outline.bytes());
        if (limits.maxSize().isPresent()
                && export.plannedBytes() > limits.maxSize().getAsLong()) {
            throw new ExportTooLargeException(
                    export.plannedBytes(), limits.maxSize().getAsLong());
        }
        upload = store.begin(key, outline.bytes());
    }

    @Override
    public void beginFile(String name) {}

    @Override
    public void write(ByteBuffer bytes) throws IOException, InterruptedException {
        int length = bytes.remaining();
        current().write(bytes);
        count.add(length);
        metrics.read(length);
    }

    /** Everything has come: the file is made durable and visible. */
    StoredFile complete() throws IOException, InterruptedException {
        return current().complete();
    }

    private Upload current() {
        if (upload == null) {
            throw new IllegalStateException("the source wrote before it began");
        }
        return upload;
    }

    @Override
    public void close() {
        if (upload != null) {
            upload.close();
            upload = null;
        }
    }
}
