package io.logferry.source;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bounds on what is read from a node.
 *
 * @param maxAge log files whose last modification is longer ago aren't taken
 * @param maxRate bytes a second from one node, all its readers together
 */
public record SourceLimits(Optional<Duration> maxAge, OptionalLong maxRate) {
    public static final SourceLimits NONE = new SourceLimits(Optional.empty(), OptionalLong.empty());

    public SourceLimits {
        if (maxRate.isPresent() && maxRate.getAsLong() <= 0) {
            throw new IllegalArgumentException("logferry.export.max-rate is at least 1 byte a second");
        }
    }
}
