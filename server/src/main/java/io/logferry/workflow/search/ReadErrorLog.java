package io.logferry.workflow.search;

import io.logferry.health.InstanceHealth;
import io.logferry.health.Reasons;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import io.logferry.record.Severity;
import io.logferry.source.LogSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds the latest records of an instance: determines which nodes can be read, searches their logs from the end, all at once, and merges the results.
 * An answer is kept for a moment, so that its pages cost one search and fit together.
 */
public final class ReadErrorLog implements AutoCloseable {
    /** In one answer, as docs/api.md says. */
    public static final int MOST_ENTRIES = 2000;

    private static final int SEARCHES_AT_ONCE = 4;
    private static final int MOST_WAITING_PER_PROJECT = 6;

    /** If this many searches wait, each project may have one waiting search, because a waiting search holds a thread of the service. */
    private static final int MANY_WAITING = 16;

    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(3);
    private static final Duration TRY_AFTER = Duration.ofSeconds(1);

    private final InstanceHealth health;
    private final NodeSearches nodes;
    private final RecentAnswers recent;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();
    private final SearchTurns searches = new SearchTurns(SEARCHES_AT_ONCE);

    public ReadErrorLog(LogSource source, InstanceHealth health, Clock clock) {
        this.health = health;
        this.nodes = new NodeSearches(source, health, SEARCHES_AT_ONCE);
        this.recent = new RecentAnswers(clock);
        this.clock = clock;
    }

    /**
     * Returns the records of the whole range; the caller shows one page of them.
     *
     * @param firstPage whether to search again; later pages are of the answer that the first page was of
     */
    public ErrorLogAnswer read(Instance instance, Query query, boolean firstPage)
            throws InterruptedException, ExecutionException {
        return recent.get(instance, query, firstPage, () -> searchInTurn(instance, query));
    }

    private ErrorLogAnswer searchInTurn(Instance instance, Query query)
            throws InterruptedException, ExecutionException {
        ProjectId project = instance.project();
        int mostWaiting = waiting.get() < MANY_WAITING ? MOST_WAITING_PER_PROJECT : 1;
        if (searches.waiting(project) >= mostWaiting || !acquire(project)) {
            return new ErrorLogAnswer.Busy(TRY_AFTER);
        }
        try {
            return search(instance, query);
        } finally {
            searches.release(project);
        }
    }

    private boolean acquire(ProjectId project) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            return searches.acquire(project, WAIT_FOR_TURN);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private ErrorLogAnswer search(Instance instance, Query query) throws InterruptedException, ExecutionException {
        Map<NodeId, String> problems = health.problems(instance.nodes());
        List<Node> readable = instance.nodes().stream()
                .filter(node -> !problems.containsKey(node.id()))
                .toList();
        List<NodeSearches.Result> found = nodes.search(instance.project(), readable, query);
        found.forEach(one ->
                one.problem().ifPresent(problem -> problems.put(one.node().id(), problem)));
        if (problems.size() == instance.nodes().size()) {
            return new ErrorLogAnswer.InstanceFaulty(Reasons.joined(problems.values()));
        }
        found.forEach(
                one -> one.doubt().ifPresent(doubt -> problems.put(one.node().id(), doubt)));
        List<ErrorLogAnswer.UnreadNode> unread = instance.nodes().stream()
                .filter(node -> problems.containsKey(node.id()))
                .map(node -> new ErrorLogAnswer.UnreadNode(node.name(), String.valueOf(problems.get(node.id()))))
                .toList();
        List<ErrorLogAnswer.Entry> entries = merged(found);
        long unrecognised =
                found.stream().mapToLong(NodeSearches.Result::unrecognisedBytes).sum();
        return new ErrorLogAnswer.Found(entries, searchedFrom(found, entries), unread, unrecognised, clock.instant());
    }

    /**
     * The time from which all nodes were searched. Empty if nothing is missing: if each node was searched completely, or if the most entries that an
     * answer can have are all later.
     */
    private static Optional<Instant> searchedFrom(List<NodeSearches.Result> found, List<ErrorLogAnswer.Entry> entries) {
        return found.stream()
                .flatMap(node -> node.searchedFrom().stream())
                .max(Comparator.naturalOrder())
                .filter(from -> entries.size() < MOST_ENTRIES
                        || entries.getLast().time().isBefore(from));
    }

    /** The newest first; the sort is stable, so that a node's records of the same time keep their order. */
    private static List<ErrorLogAnswer.Entry> merged(List<NodeSearches.Result> found) {
        return found.stream()
                .flatMap(node -> node.entries().stream())
                .sorted(Comparator.comparing(ErrorLogAnswer.Entry::time).reversed())
                .limit(MOST_ENTRIES)
                .toList();
    }

    @Override
    public void close() {
        nodes.close();
    }

    /**
     * Which records of an instance's log to find.
     *
     * @param start inclusive
     * @param end exclusive
     * @param level exactly this severity; empty: all
     */
    public record Query(Instant start, Instant end, Optional<Severity> level) {}
}
