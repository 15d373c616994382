package io.logferry.retry;

import java.util.concurrent.TimeUnit;

/** Lets the thread wait; tests bring one of their own. */
@FunctionalInterface
public interface Pause {
    Pause SLEEP = TimeUnit.NANOSECONDS::sleep;

    void nanos(long nanos) throws InterruptedException;
}
