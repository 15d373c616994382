package io.logferry.sample;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Causes mishaps: each once if the shop is new, then two every 20 s, about ten lines a minute. */
final class SampleWorkload implements AutoCloseable {
    /** PostgreSQL logs statements that take at least this long (log_min_duration_statement). */
    static final Duration SLOW_STATEMENT = Duration.ofMillis(250);

    private static final Logger LOG = Logger.getLogger(SampleWorkload.class);
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MISHAPS_A_ROUND = 2;

    private final ShopDatabase shop;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch burst = new CountDownLatch(1);
    private final Thread thread;

    private SampleWorkload(ShopDatabase shop) {
        this.shop = shop;
        this.thread = Thread.ofPlatform().daemon().name("sample-workload").unstarted(this::run);
    }

    static SampleWorkload start(ShopDatabase shop) {
        SampleWorkload workload = new SampleWorkload(shop);
        workload.thread.start();
        return workload;
    }

    private void run() {
        try {
            int next = 0;
            if (shop.isNew()) {
                next = happen(next, Mishap.values().length);
            }
            burst.countDown();
            while (!end.await(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
                next = happen(next, MISHAPS_A_ROUND);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a new shop has had each mishap once, or until this is closed. */
    void awaitBurst() {
        try {
            burst.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int happen(int first, int count) {
        Mishap[] all = Mishap.values();
        for (int i = first; i < first + count && end.getCount() > 0; i++) {
            Mishap mishap = all[i % all.length];
            try {
                mishap.happen(shop);
            } catch (SQLException e) {
                LOG.warnf("The sample's mishap %s did not happen: %s", mishap, e.getMessage());
            }
        }
        return (first + count) % all.length;
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
