package io.logferry.store.s3;

import io.logferry.id.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A file that is sent in parts, a few at a time. Only one thread at a time may use it.
 *
 * <p>Virtual threads send the parts, because an interrupt ends every wait of a virtual thread, also for a socket from which nobody reads.
 */
final class MultipartUpload implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MultipartUpload.class);

    /** Of one file: enough to use the connection fully while the store confirms one part and the next is filled. */
    private static final int SENT_AT_ONCE = 3;

    private final S3Bucket bucket;
    private final ObjectKey key;
    private final Parts parts;
    private final StoreWaits waits;
    private final Future<S3Bucket.Begun> begun;
    private final Semaphore sending = new Semaphore(SENT_AT_ONCE);
    private final ExecutorService senders = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("store-part-", 1).factory());
    private final List<Future<CompletedPart>> sent = new ArrayList<>();
    private volatile @Nullable Throwable failure;
    private boolean completed;

    MultipartUpload(S3Bucket bucket, ObjectKey key, Parts parts, StoreWaits waits) {
        this.bucket = bucket;
        this.key = key;
        this.parts = parts;
        this.waits = waits;
        this.begun = begin();
    }

    /** In a thread that nobody interrupts: if the id of a new upload got lost, nobody could abort the upload. */
    private Future<S3Bucket.Begun> begin() {
        FutureTask<S3Bucket.Begun> task = new FutureTask<>(() -> bucket.begin(key, waits));
        Thread.ofVirtual().name("store-begin").start(task);
        return task;
    }

    /** Sends a part and closes it; waits while too many parts are being sent. */
    void add(Part part) throws IOException, InterruptedException {
        throwFailure();
        sending.acquire();
        parts.enter();
        int number = sent.size() + 1;
        sent.add(senders.submit(() -> send(number, part)));
    }

    /** Waits for all parts, then makes them one file. */
    void complete() throws IOException, InterruptedException {
        List<CompletedPart> arrived = new ArrayList<>();
        for (Future<CompletedPart> part : sent) {
            arrived.add(await(part));
        }
        bucket.complete(await(begun), arrived, waits);
        completed = true;
    }

    /** Unless the upload is complete, nothing of it stays in the store. */
    @Override
    public void close() {
        senders.shutdownNow();
        senders.close();
        if (completed) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // otherwise the request that cleans up would not be sent
        try {
            bucket.abort(key, await(begun).id());
        } catch (IOException e) {
            waits.addBroken();
            LOG.warnf(e, "an upload of %s may be left behind; the service looks for it when the export has ended", key);
        } catch (InterruptedException e) {
            interrupted = true;
            waits.addBroken();
            LOG.warnf("an upload of %s may be left behind; the service looks for it when the export has ended", key);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private CompletedPart send(int number, Part part) throws IOException, InterruptedException {
        try (part) {
            return bucket.send(await(begun), number, part, waits);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            parts.leave();
            sending.release();
        }
    }

    private void throwFailure() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw asIoException(cause);
        }
    }

    private static <T> T await(Future<T> result) throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw asIoException(e.getCause());
        }
    }

    private static IOException asIoException(@Nullable Throwable cause) {
        return cause instanceof IOException known ? known : new IOException("storing the file failed: " + cause, cause);
    }
}
