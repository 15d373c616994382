package io.logferry.health;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a log can be read, as the last probe showed.
 *
 * @param since since when it can't be read, or of an instance, since when only in part
 * @param reason what is wrong and what to do, for a caller; {@code ""} if nothing is wrong
 */
public record Readability(State state, Optional<Instant> since, String reason) {
    public enum State {
        READABLE,
        /** Of an instance: only some nodes' logs can be read. */
        PARTLY,
        UNREADABLE,
        /** Not probed yet. */
        UNKNOWN
    }

    static final Readability READABLE = new Readability(State.READABLE, Optional.empty(), "");
    static final Readability UNKNOWN = new Readability(State.UNKNOWN, Optional.empty(), "");

    static Readability unreadable(Instant since, String reason) {
        return new Readability(State.UNREADABLE, Optional.of(since), reason);
    }

    /** Of an instance with these nodes. If some are unknown, so is the instance, unless the others differ already. */
    static Readability of(Collection<Readability> nodes) {
        Set<State> states = nodes.stream().map(Readability::state).collect(Collectors.toSet());
        String reason = Reasons.joined(nodes.stream()
                .map(Readability::reason)
                .filter(text -> !text.isEmpty())
                .toList());
        Stream<Instant> since = nodes.stream().flatMap(node -> node.since().stream());
        if (states.contains(State.READABLE) && states.contains(State.UNREADABLE)) {
            return new Readability(State.PARTLY, since.min(Comparator.naturalOrder()), reason);
        }
        if (states.contains(State.UNKNOWN)) {
            return UNKNOWN;
        }
        return states.contains(State.UNREADABLE)
                ? new Readability(State.UNREADABLE, since.max(Comparator.naturalOrder()), reason)
                : READABLE;
    }
}
