package io.logferry.store;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One worker thread of a pipeline, with a short queue in front of it. One thread hands items over.
 *
 * <p>After a failure the worker drops its items, so that nobody waits for it forever. The next {@link #put} or {@link #finish} throws the failure.
 */
public final class Stage<T> implements AutoCloseable {
    private final int places;
    private final Semaphore free;
    private final Work<T> work;
    private final ExecutorService worker;
    private volatile @Nullable Throwable failure;

    /** What the worker does with each item. */
    public interface Work<T> {
        void accept(T item) throws IOException, InterruptedException;
    }

    /** @param queued how many items may wait while the worker is busy */
    public Stage(String name, int queued, Work<T> work) {
        this.places = queued + 1;
        this.free = new Semaphore(places);
        this.work = work;
        this.worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Hands the item over; waits while the queue is full. */
    public void put(T item) throws IOException, InterruptedException {
        throwFailure();
        free.acquire();
        worker.execute(() -> attempt(item));
    }

    /** Waits until the worker is done with all items. */
    public void finish() throws IOException, InterruptedException {
        throwFailure();
        free.acquire(places);
        throwFailure();
    }

    /** Stops the worker, whatever it is doing, and waits until it has stopped. */
    @Override
    public void close() {
        worker.shutdownNow();
        worker.close();
    }

    @SuppressWarnings("CatchingUnchecked") // the thread that hands items over must get any failure
    private void attempt(T item) {
        try {
            if (failure == null) {
                work.accept(item);
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            free.release();
        }
    }

    private void throwFailure() throws IOException {
        Throwable cause = failure;
        if (cause instanceof IOException known) {
            throw known;
        }
        if (cause != null) {
            throw new IOException("storing the file failed: " + cause, cause);
        }
    }
}
