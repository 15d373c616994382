package io.logferry.health;

import io.logferry.health.NodeProbes.Finding;
import io.logferry.id.NodeId;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Remembers which nodes' logs can be read, and finds out what isn't known. Nodes are probed side by side, and each by one probe at a time
 * whoever asks, so that many callers don't hammer a host that is down.
 */
public final class InstanceHealth implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InstanceHealth.class);

    /** Bad nodes that somebody asked for lately are looked at this often, so that one that comes back is used at once. */
    private static final Duration REPROBE_EVERY = Duration.ofSeconds(5);

    private static final Duration ASKED_LATELY = Duration.ofMinutes(2);

    /** How long a caller waits: longer than a probe may take whose turn has come at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Duration LONGEST_PROBE = Duration.ofSeconds(7);

    private final NodeProbes probes;
    private final Clock clock;
    private final Duration patience;
    private final ScheduledExecutorService reprobe = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("node-reprobe").factory());
    private final Map<NodeId, Asked> asked = new ConcurrentHashMap<>();

    private record Asked(Node node, Instant at) {}

    public InstanceHealth(LogSource source, Clock clock) {
        this(source, clock, PATIENCE, LONGEST_PROBE);
    }

    InstanceHealth(LogSource source, Clock clock, Duration patience, Duration longestProbe) {
        this.probes = new NodeProbes(source, clock, longestProbe);
        this.clock = clock;
        this.patience = patience;
        long period = REPROBE_EVERY.toMillis();
        var unused = reprobe.scheduleWithFixedDelay(this::reprobeBadNodes, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Whether the log of at least one of these nodes can be read: from memory, or found out now. Where so many others are being found out
     * that its turn doesn't come, a node is taken to be good; reading will tell.
     */
    public Health check(Instance instance, List<Node> nodes) throws InterruptedException {
        Instant now = clock.instant();
        nodes.forEach(node -> asked.put(node.id(), new Asked(node, now)));
        if (nodes.stream().flatMap(node -> probes.known(node, now).stream()).anyMatch(Finding::isGood)) {
            return new Health.Working();
        }
        List<CompletableFuture<Finding>> found = findings(nodes, now);
        return anyGood(found) ? new Health.Working() : judge(instance, found);
    }

    /**
     * What is wrong with those of these nodes whose log can't be read, in sentences for the caller: from memory, or found out now, side by
     * side.
     */
    public Map<NodeId, String> problems(List<Node> nodes) throws InterruptedException {
        Instant now = clock.instant();
        nodes.forEach(node -> asked.put(node.id(), new Asked(node, now)));
        List<CompletableFuture<Finding>> found = findings(nodes, now);
        awaitAll(found);
        Map<NodeId, String> problems = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            problem(found.get(i)).ifPresent(sentence -> problems.put(node.id(), sentence));
        }
        return problems;
    }

    private List<CompletableFuture<Finding>> findings(List<Node> nodes, Instant now) {
        return nodes.stream()
                .map(node -> probes.known(node, now)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> probes.probe(node)))
                .toList();
    }

    private void awaitAll(List<CompletableFuture<Finding>> found) throws InterruptedException {
        try {
            CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("a probe has not ended in time", e);
        }
    }

    /** None where the probe still waits for its turn. */
    private static Optional<String> problem(CompletableFuture<Finding> probe) {
        return probe.isDone() ? probe.join().problem() : Optional.empty();
    }

    /** A node's log was read: that is as good as a probe. */
    public void wasRead(Node node) {
        probes.remember(node, Optional.empty());
    }

    /** A node's log could not be read: that says what a probe would, unless it was this one reading that went wrong. */
    public void couldNotBeRead(Node node, LogSourceException failure) {
        switch (failure.fault()) {
            case UNREACHABLE, LOGIN_REFUSED, NOT_PERMITTED, NO_LOG ->
                probes.remember(node, Optional.of(failure.sentence()));
            case CHANGED, FAILED -> probes.forget(node);
        }
    }

    /** Waits until one is good or all are known. */
    private boolean anyGood(List<CompletableFuture<Finding>> found) throws InterruptedException {
        CompletableFuture<?>[] goodOnes = found.stream()
                .map(one -> one.thenCompose(finding ->
                        finding.isGood() ? CompletableFuture.completedFuture(true) : new CompletableFuture<>()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Object> oneIsGood = CompletableFuture.anyOf(
                CompletableFuture.anyOf(goodOnes),
                CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new))
                        .thenApply(
                                all -> found.stream().anyMatch(one -> one.join().isGood())));
        try {
            return Boolean.TRUE.equals(oneIsGood.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("a probe has not ended in time", e);
            return false;
        }
    }

    /** Faulty is what has no node that may be good. */
    private static Health judge(Instance instance, List<CompletableFuture<Finding>> found) {
        List<String> reasons =
                found.stream().flatMap(probe -> problem(probe).stream()).toList();
        if (reasons.size() < found.size()) {
            return new Health.Working();
        }
        LOG.infof("instance %s is faulty: %s", instance.id(), reasons);
        return new Health.Faulty(reasons.stream().distinct().collect(Collectors.joining(" ")));
    }

    private void reprobeBadNodes() {
        Instant since = clock.instant().minus(ASKED_LATELY);
        asked.values().removeIf(one -> one.at().isBefore(since));
        for (Asked one : asked.values()) {
            if (probes.wasBad(one.node())) {
                var unused = probes.probe(one.node());
            }
        }
    }

    @Override
    public void close() {
        reprobe.shutdownNow();
        probes.close();
    }
}
