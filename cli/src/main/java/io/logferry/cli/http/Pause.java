package io.logferry.cli.http;

import java.time.Duration;

/** Waiting, as a part: so that tests of what waits need not. */
@FunctionalInterface
public interface Pause {
    Pause SLEEPING = Thread::sleep;

    void lasting(Duration duration) throws InterruptedException;
}
