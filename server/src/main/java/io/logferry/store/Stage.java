package io.logferry.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One worker thread of a pipeline, with a short queue in front of it. One thread hands items over.
 *
 * <p>After a failure the worker still takes items and drops them, so that nobody waits for it forever. The next {@link #put}, {@link #offer} or
 * {@link #finish} throws the failure.
 */
public final class Stage<T> implements AutoCloseable {
    /** What the worker does with each item. */
    public interface Work<T> {
        void accept(T item) throws IOException, InterruptedException;
    }

    private final BlockingQueue<Optional<T>> slots;
    private final Work<T> work;
    private final Thread worker;
    private volatile @Nullable Throwable failure;

    public Stage(String name, int slots, Work<T> work) {
        this.slots = new ArrayBlockingQueue<>(slots);
        this.work = work;
        this.worker = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Hands the item over; waits while the queue is full. */
    public void put(T item) throws IOException, InterruptedException {
        throwFailure();
        slots.put(Optional.of(item));
    }

    /** Hands the item over and returns true, or returns false if the queue is full. */
    public boolean offer(T item) throws IOException {
        throwFailure();
        return slots.offer(Optional.of(item));
    }

    /** Waits until the worker is done with all items. */
    public void finish() throws IOException, InterruptedException {
        throwFailure();
        slots.put(Optional.empty());
        worker.join();
        throwFailure();
    }

    /** Stops the worker, whatever it is doing, and waits until it has stopped. */
    @Override
    public void close() {
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Optional<T> item = slots.take(); item.isPresent(); item = slots.take()) {
                if (failure == null) {
                    attempt(item.get());
                }
            }
        } catch (InterruptedException e) {
            failure = e;
        }
    }

    @SuppressWarnings("CatchingUnchecked") // the thread that hands items over must get any failure
    private void attempt(T item) throws InterruptedException {
        try {
            work.accept(item);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            failure = e;
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
