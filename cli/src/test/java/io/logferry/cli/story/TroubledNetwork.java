package io.logferry.cli.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between the command and the service, byte for byte, with troubles to order: connections that break half-way, a
 * pause after that, a slow line.
 */
final class TroubledNetwork implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final ServerSocket entrance;
    private final URI service;
    private final AtomicLong breakAfter = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger broken = new AtomicInteger();
    private volatile Duration pause = Duration.ZERO;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    TroubledNetwork(URI service) {
        this.service = service;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Breaks the first connection that has transferred this many bytes, once. */
    TroubledNetwork breakingAfter(long bytes) {
        breakAfter.set(bytes);
        return this;
    }

    /** How long nothing gets through after the break. */
    TroubledNetwork thenPausing(Duration duration) {
        pause = duration;
        return this;
    }

    TroubledNetwork slow(long rate) {
        bytesPerSecond = rate;
        return this;
    }

    int broken() {
        return broken.get();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    private void accept() {
        try {
            while (!entrance.isClosed()) {
                Socket caller = entrance.accept();
                Thread.ofVirtual().start(() -> connect(caller));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void connect(Socket caller) {
        if (broken.get() > 0) {
            LockSupport.parkNanos(pause.toNanos());
            pause = Duration.ZERO;
        }
        try (caller;
                Socket server = new Socket(service.getHost(), service.getPort())) {
            Thread back = Thread.ofVirtual().start(() -> carry(server, caller, true));
            carry(caller, server, false);
            back.join();
        } catch (IOException gone) {
            // either side may leave at any time
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] piece = new byte[PIECE];
            long carried = 0;
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                out.write(piece, 0, length);
                carried += length;
                if (answers && carried >= breakAfter.get()) {
                    breakAfter.set(Long.MAX_VALUE);
                    broken.incrementAndGet();
                    return;
                }
                if (answers && bytesPerSecond < Long.MAX_VALUE) {
                    LockSupport.parkNanos(Duration.ofSeconds(length).toNanos() / bytesPerSecond);
                }
            }
        } catch (IOException gone) {
            // either side may leave at any time
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
