package io.logferry.wiring;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * Delays the end of the JVM until the main thread has stopped everything: Quarkus waits only for itself, and the embedded servers are stopped
 * after it.
 */
final class CleanExit {
    private static final Logger LOG = Logger.getLogger(CleanExit.class);

    /** For handing exports over and stopping embedded servers. {@code up} must end within 10 s. */
    private static final Duration TO_STOP = Duration.ofSeconds(6);

    /** Before it serves, no exports are handed over, and the main thread may be blocked reading a file. */
    private static final Duration BEFORE_SERVING = Duration.ofSeconds(3);

    /** The exit code of the JVM on SIGTERM. */
    static final int TERMINATED = 143;

    private final CountDownLatch clean = new CountDownLatch(1);
    private final Deque<Runnable> stops = new ConcurrentLinkedDeque<>();
    private volatile Duration patience = TO_STOP;
    private volatile boolean ending;

    private CleanExit() {}

    static CleanExit begin() {
        CleanExit exit = new CleanExit();
        // Ctrl-C is no failure: without this the exit code would be 130.
        Signal.handle(new Signal("INT"), signal -> System.exit(TERMINATED));
        Runtime.getRuntime().addShutdownHook(new Thread(exit::await, "clean-exit"));
        return exit;
    }

    /** Adds something that must be stopped even if the main thread is blocked. The last one added is stopped first. */
    void stopInTheEnd(Runnable stop) {
        stops.push(stop);
        patience = BEFORE_SERVING;
    }

    /** It serves from now on. Before anything stops there are two more delays: while readiness fails, and while requests are answered. */
    void allow(Config settings) {
        patience = Stream.of("quarkus.shutdown.delay", "quarkus.shutdown.timeout")
                .flatMap(name -> settings.getOptionalValue(name, Duration.class).stream())
                .reduce(TO_STOP, Duration::plus);
    }

    /** Is the JVM about to end? Then the main thread starts nothing more. */
    boolean isEnding() {
        return ending;
    }

    void cleaned() {
        clean.countDown();
    }

    private void await() {
        ending = true;
        try {
            if (!clean.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("not everything could be stopped within %s", patience);
                stops.forEach(CleanExit::stop);
                // What blocks the end now would block it forever. The next start cleans up what is left behind.
                Runtime.getRuntime().halt(TERMINATED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException e) {
            LOG.warn("a server of this process still runs; the next start stops it", e);
        }
    }
}
