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
 * Keeps the JVM from ending, once it was told to, before the main thread has put everything away: Quarkus waits for itself only, and the
 * embedded servers are stopped after it.
 */
final class CleanExit {
    private static final Logger LOG = Logger.getLogger(CleanExit.class);

    /** For exports that are handed over, and embedded servers. {@code up} promises to be gone within 10 s. */
    private static final Duration TO_PUT_AWAY = Duration.ofSeconds(6);

    /** Before it serves nothing is handed over, and the main thread may be busy with whatever it was given to read. */
    private static final Duration BEFORE_SERVING = Duration.ofSeconds(3);

    /** As the JVM itself ends on SIGTERM. */
    static final int TERMINATED = 143;

    private final CountDownLatch clean = new CountDownLatch(1);
    private final Deque<Runnable> stops = new ConcurrentLinkedDeque<>();
    private volatile Duration patience = TO_PUT_AWAY;
    private volatile boolean ending;

    private CleanExit() {}

    static CleanExit begin() {
        CleanExit exit = new CleanExit();
        // Ctrl-C is a wish to stop, not a failure: without this the JVM would end with 130.
        Signal.handle(new Signal("INT"), signal -> System.exit(TERMINATED));
        Runtime.getRuntime().addShutdownHook(new Thread(exit::await, "clean-exit"));
        return exit;
    }

    /** What must not be left running, whatever the main thread is at; the last that was started is stopped first. */
    void stopInTheEnd(Runnable stop) {
        stops.push(stop);
        patience = BEFORE_SERVING;
    }

    /** It serves from now on, with what comes before anything is put away: while readiness is down, and while requests that run get their answers. */
    void allow(Config settings) {
        patience = Stream.of("quarkus.shutdown.delay", "quarkus.shutdown.timeout")
                .flatMap(name -> settings.getOptionalValue(name, Duration.class).stream())
                .reduce(TO_PUT_AWAY, Duration::plus);
    }

    /** Has the JVM been told to end? Whoever starts one thing after the other starts no more. */
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
                LOG.warnf("not everything could be put away within %s", patience);
                stops.forEach(CleanExit::stop);
                // Whoever holds the JVM up now would do so for ever; what is left behind is cleaned up at the next
                // start.
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
            LOG.warn("a server of this process is left running; the next start stops it", e);
        }
    }
}
