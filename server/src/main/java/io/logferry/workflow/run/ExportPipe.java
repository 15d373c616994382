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
 * The way of one node's log into the store: filter → pack → count → store. A stage that the request doesn't need isn't there. The upload hashes and
 * writes in threads while the source reads on. If the log changes while it is read, the source begins again, and what came before is dropped.
 */
final class ExportPipe implements LogSink, AutoCloseable {
    private final ExportRun run;
    private final LogStore store;
    private final ObjectKey key;
    private final ExportRequest request;
    private final ExportProgress.Count count;
    private final ExportMetrics metrics;
    private @Nullable Stages stages;

    /** Takes the next bytes, and the buffer with them. */
    interface Output {
        void write(ByteBuffer bytes) throws InterruptedException;
    }

    /** @param first where the bytes go that come from the source */
    private record Stages(Output first, Optional<FilterStage> filter, Optional<GzipStage> gzip, Upload upload) {}

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
        run.check(); // a run that stalled must not begin an upload: the store would end that of its successor
        Optional<GzipStage> gzip =
                request.compression() == Compression.GZIP ? Optional.of(new GzipStage(this::store)) : Optional.empty();
        Output packed = gzip.<Output>map(stage -> stage::write).orElse(this::store);
        Optional<FilterStage> filter =
                request.isFiltered() ? Optional.of(new FilterStage(dialect, request, packed)) : Optional.empty();
        Output first = filter.<Output>map(stage -> stage::write).orElse(packed);
        stages = new Stages(first, filter, gzip, beginUpload(bytes));
    }

    private Upload beginUpload(long bytes) throws InterruptedException {
        boolean isWhole = !request.isFiltered() && request.compression() == Compression.NONE;
        if (isWhole) {
            count.checkPlan();
        }
        try {
            // How much a filter or packing leaves shows only on the way: then the store reserves space as the file
            // grows.
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

    /** Everything has come: what stages hold back is passed on, and the file is made durable and visible. */
    StoredFile complete() throws InterruptedException {
        Stages all = stages();
        if (all.filter().isPresent()) {
            all.filter().get().finish();
        }
        if (all.gzip().isPresent()) {
            all.gzip().get().finish();
        }
        try {
            return all.upload().complete();
        } catch (IOException e) {
            throw NotStoredException.of(count.nodeName(), e);
        }
    }

    /** Sentences for the caller, once everything has come: those of the source, what could not be judged, and whether the store was waited for. */
    List<String> notes(List<String> ofSource) {
        List<String> notes = new ArrayList<>(ofSource);
        stages().filter().ifPresent(filter -> notes.addAll(filter.notes(count.nodeName())));
        stages().upload().waited().map(this::waited).ifPresent(notes::add);
        return notes;
    }

    private String waited(Duration waited) {
        return "The log store could not be reached for up to " + Math.max(1, waited.toSeconds())
                + " s while the log of node " + count.nodeName() + " was stored; the export waited and went on.";
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
