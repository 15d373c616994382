package io.logferry.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a body that has sent nothing for a while: a read from a dead connection could block forever. */
final class StallGuard implements AutoCloseable {
    private static final Duration CHECK = Duration.ofSeconds(1);

    private final InputStream body;
    private final long patience;
    private final Thread watcher;
    private volatile long lastByte = System.nanoTime();
    private volatile boolean waiting;

    StallGuard(InputStream body, Duration patience) {
        this.body = body;
        this.patience = patience.toNanos();
        this.watcher = Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    /** Reads from the body. Only the time spent here counts, not the time that writing takes. */
    int read(byte[] buffer) throws IOException {
        lastByte = System.nanoTime();
        waiting = true;
        try {
            return body.read(buffer);
        } finally {
            waiting = false;
        }
    }

    private void watch() {
        try {
            while (!waiting || System.nanoTime() - lastByte < patience) {
                Thread.sleep(CHECK);
            }
            body.close();
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        } catch (IOException alreadyClosed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        watcher.interrupt();
        body.close();
    }
}
