package io.logferry.cli.http;

import java.time.Duration;

/** Waits. Tests replace it, so that they need not wait. */
@FunctionalInterface
public interface Pause {
    Pause SLEEPING = Thread::sleep;

    void lasting(Duration duration) throws InterruptedException;
}
