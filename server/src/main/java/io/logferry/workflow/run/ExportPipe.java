package io.logferry.workflow.run;

import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRequest.Compression;
import io.logferry.export.ExportRun;
import io.logferry.id.ObjectKey;
import io.logferry.record.LogDialect;
import io.logferry.source.LogSink;
import io.logferry.store.LogStore;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of one node's log into the store: filter → pack → count → store, without the stages that the request doesn't need. The upload hashes and
 * writes in other threads while the source continues to read. If the log changes meanwhile, the source begins again, and what came before is dropped.
 */
final class ExportPipe implements LogSink, AutoCloseable {
    private final ExportRun run;
    private final LogStore store;
    private final ObjectKey key;
    private final ExportRequest request;
    private final ExportProgress.Count count;
    private final ExportMetrics metrics;
    private @Nullable Stages stages;

    /** A stage of the pipe, or the end of the pipe. */
    interface Output {
        /** Takes the next bytes, and owns the buffer from then on. */
        void write(ByteBuffer bytes) throws InterruptedException;

        /** All bytes have come: passes on what the stage still holds. */
        default void finish() throws InterruptedException {}
    }

    /** @param first receives the bytes from the source */
    private record Stages(Output first, Optional<FilterStage> filter, Upload upload) {}

    ExportPipe(
            ExportRun run,
            LogStore store,
            ObjectKey key,
            ExportRequest request,
            ExportProgress.Count count,
            ExportMetrics metrics) {
        this.run = run;
        this.store = store;
        this.key = key;
        this.request = request;
        this.count = count;
        this.metrics = metrics;
    }

    @Override
    public void begin(LogDialect dialect, long bytes) throws InterruptedException {
        close();
        count.begin(bytes);
        run.check(); // a run that stalled must not begin an upload: the store would abort that of its successor
        Output packed = request.compression() == Compression.GZIP ? new GzipStage(this::store) : this::store;
        Optional<FilterStage> filter =
                request.isFiltered() ? Optional.of(new FilterStage(dialect, request, packed)) : Optional.empty();
        stages = new Stages(filter.<Output>map(stage -> stage).orElse(packed), filter, beginUpload(bytes));
    }

    private Upload beginUpload(long bytes) throws InterruptedException {
        boolean isWhole = !request.isFiltered() && request.compression() == Compression.NONE;
        if (isWhole) {
            count.checkPlan();
        }
        try {
            // nobody knows the size of a filtered or packed log yet: then the store reserves space as the file grows
            return store.begin(key, isWhole ? bytes : 0);
        } catch (IOException e) {
            throw NotStoredException.of(count.nodeName(), e);
        }
    }

    @Override
    public void beginFile(String name, Instant modified) throws InterruptedException {
        Optional<FilterStage> filter = stages().filter();
        if (filter.isPresent()) {
            filter.get().beginFile(modified);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws InterruptedException {
        int length = bytes.remaining();
        stages().first().write(bytes);
        count.read(length);
        metrics.read(length);
    }

    private void store(ByteBuffer bytes) throws InterruptedException {
        count.spend(bytes.remaining());
        try {
            stages().upload().write(bytes);
        } catch (IOException e) {
            throw NotStoredException.of(count.nodeName(), e);
        }
    }

    /** All bytes have come: makes the file durable and visible. */
    StoredFile complete() throws InterruptedException {
        stages().first().finish();
        try {
            return stages().upload().complete();
        } catch (IOException e) {
            throw NotStoredException.of(count.nodeName(), e);
        }
    }

    /** Sentences for the caller, after all bytes have come: those of the source, of the filter, and whether the export waited for the store. */
    List<String> notes(List<String> ofSource) {
        List<String> notes = new ArrayList<>(ofSource);
        stages().filter().ifPresent(filter -> notes.addAll(filter.notes(count.nodeName())));
        stages().upload().waited().map(this::waited).ifPresent(notes::add);
        return notes;
    }

    private String waited(Duration waited) {
        return "The log store could not be reached for up to " + Math.max(1, waited.toSeconds())
                + " s while the log of node " + count.nodeName() + " was stored; the export waited and continued.";
    }

    private Stages stages() {
        if (stages == null) {
            throw new IllegalStateException("the source wrote before it began");
        }
        return stages;
    }

    @Override
    public void close() {
        if (stages != null) {
            Upload upload = stages.upload();
            stages = null;
            upload.close();
            if (upload.waited().isPresent()) {
                run.mayLeaveSomething();
            }
        }
    }
}
