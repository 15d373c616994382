package io.logferry.wiring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the JVM from ending, once it was told to, before the main thread has put everything away: Quarkus waits for itself only, and the
 * embedded servers are stopped after it.
 */
final class CleanExit {
    private static final Logger LOG = Logger.getLogger(CleanExit.class);

    /** {@code up} promises to be gone within 10 s. */
    private static final long PATIENCE_SECONDS = 8;

    /** As the JVM itself ends on SIGTERM. */
    private static final int TERMINATED = 143;

    private final CountDownLatch clean = new CountDownLatch(1);

    private CleanExit() {}

    static CleanExit begin() {
        CleanExit exit = new CleanExit();
        Runtime.getRuntime().addShutdownHook(new Thread(exit::await, "clean-exit"));
        return exit;
    }

    void cleaned() {
        clean.countDown();
    }

    private void await() {
        try {
            if (!clean.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warnf("not everything could be put away within %d s", PATIENCE_SECONDS);
                // Whoever holds the JVM up now would do so for ever; what is left behind is cleaned up at the next
                // start.
                Runtime.getRuntime().halt(TERMINATED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
