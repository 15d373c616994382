package io.logferry.cli.download;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Bytes a second over the last few seconds. */
final class Rate {
    private static final long WINDOW = Duration.ofSeconds(4).toNanos();
    private static final long SAMPLE = Duration.ofMillis(100).toNanos();

    private record Sample(long nanos, long position) {}

    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    Rate(LongSupplier nanoTime, long position) {
        this.nanoTime = nanoTime;
        samples.add(new Sample(nanoTime.getAsLong(), position));
    }

    void at(long position) {
        long now = nanoTime.getAsLong();
        if (now - samples.getLast().nanos() < SAMPLE) {
            return;
        }
        samples.add(new Sample(now, position));
        while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW) {
            samples.removeFirst();
        }
    }

    long bytesPerSecond() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        return seconds <= 0 ? 0 : Math.max(0, Math.round((last.position() - first.position()) / seconds));
    }

    Optional<Duration> left(long bytes) {
        long rate = bytesPerSecond();
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((bytes + rate - 1) / rate));
    }
}
