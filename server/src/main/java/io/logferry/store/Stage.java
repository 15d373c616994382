package io.logferry.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a pipeline, with a few hand-over slots in front of it. Used by one thread.
 *
 * <p>A worker that has failed goes on taking and drops what it gets, so that nobody waits for it forever; the failure is thrown at whoever
 * hands over next, or at the finish.
 */
final class Stage<T> implements AutoCloseable {
    /** What the worker does with each item. */
    interface Work<T> {
        void accept(T item) throws IOException, InterruptedException;
    }

    private final BlockingQueue<Optional<T>> slots;
    private final Work<T> work;
    private final Thread worker;
    private volatile @Nullable Throwable failure;

    Stage(String name, int slots, Work<T> work) {
        this.slots = new ArrayBlockingQueue<>(slots);
        this.work = work;
        this.worker = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Hands the item over; waits for a free slot. */
    void put(T item) throws IOException, InterruptedException {
        throwFailure();
        slots.put(Optional.of(item));
    }

    /** Hands the item over if there is a free slot; whether there was. */
    boolean offer(T item) throws IOException {
        throwFailure();
        return slots.offer(Optional.of(item));
    }

    /** Waits until everything that was handed over is done. */
    void finish() throws IOException, InterruptedException {
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

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the thread that hands over must learn of it
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
