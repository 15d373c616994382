package io.logferry.health;

import io.logferry.health.NodeProbes.Finding;
import io.logferry.id.NodeId;
import io.logferry.instance.Fleet;
import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.LogSource.ServerRole;
import io.logferry.source.LogSourceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which nodes' logs can be read, and probes the others. Nodes are probed at the same time, but each by only one probe, so that many
 * callers don't overload a host that is down.
 */
public final class InstanceHealth implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InstanceHealth.class);

    /** Bad nodes that a caller asked for recently are probed this often, so that they are used as soon as they are good. */
    private static final Duration REPROBE_EVERY = Duration.ofSeconds(5);

    private static final Duration RECENTLY_ASKED = Duration.ofMinutes(2);

    /** How long a caller waits: longer than a probe may take that needn't wait for its turn. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private static final Duration LONGEST_PROBE = Duration.ofSeconds(7);

    /** How old the role of a node (primary or standby) may be if a caller needs it. */
    private static final Duration ROLE_FOR = Duration.ofSeconds(1);

    /** For the instance list; a probe costs the node a connection, which may add a line to its log. */
    private static final Duration LISTED_FOR = Duration.ofMinutes(1);

    private final NodeProbes probes;
    private final BackgroundProbes background;
    private final Clock clock;
    private final Duration longestWait;
    private final ScheduledExecutorService reprobe = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("node-reprobe").factory());
    private final Map<NodeId, Asked> asked = new ConcurrentHashMap<>();

    private record Asked(Node node, Instant at) {}

    /** Probes only nodes that a caller asks for. */
    public InstanceHealth(LogSource source, Clock clock) {
        this(source, new Fleet(List.of(), List.of()), clock);
    }

    /** @param inventory its nodes are probed once, even if no caller asks for them */
    public InstanceHealth(LogSource source, Inventory inventory, Clock clock) {
        this(source, inventory, clock, LONGEST_WAIT, LONGEST_PROBE);
    }

    InstanceHealth(LogSource source, Inventory inventory, Clock clock, Duration longestWait, Duration longestProbe) {
        this.probes = new NodeProbes(source, inventory, clock, longestProbe);
        this.background = new BackgroundProbes(probes, inventory);
        this.clock = clock;
        this.longestWait = longestWait;
        var unused =
                reprobe.scheduleWithFixedDelay(this::lookAgain, 0, REPROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Whether the log of at least one of these nodes can be read, and which of them is the primary: from memory or by a probe. If a node is
     * not probed in time, because many others are, it counts as good; reading will show whether it is.
     */
    public Health check(List<Node> nodes) throws InterruptedException {
        Instant now = noteAsked(nodes);
        List<CompletableFuture<Finding>> found =
                findings(nodes, now, nodes.size() > 1 ? ROLE_FOR : NodeProbes.GOOD_FOR);
        boolean knownGood = nodes.stream()
                .flatMap(node -> probes.known(node, now, NodeProbes.GOOD_FOR).stream())
                .anyMatch(Finding::isGood);
        await(whenDecided(nodes, found, knownGood));
        List<String> reasons =
                found.stream().flatMap(probe -> problem(probe).stream()).toList();
        return reasons.size() == nodes.size()
                ? new Health.Faulty(Reasons.joined(reasons))
                : new Health.Working(roles(nodes, found).inOrder(nodes));
    }

    /**
     * Why the logs of these nodes can't be read, in sentences for the caller: from memory or by probes at the same time. Nodes whose log can
     * be read are not in the map.
     */
    public Map<NodeId, String> problems(List<Node> nodes) throws InterruptedException {
        List<CompletableFuture<Finding>> found = findings(nodes, noteAsked(nodes), NodeProbes.GOOD_FOR);
        await(allOf(found));
        Map<NodeId, String> problems = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            problem(found.get(i)).ifPresent(sentence -> problems.put(node.id(), sentence));
        }
        return problems;
    }

    /** What the last probes of the instance's nodes showed. Returns at once; nodes without a fresh result are probed afterwards. */
    public SeenInstance seen(Instance instance) {
        Instant now = clock.instant();
        if (BackgroundProbes.isLookedAt(instance)) {
            background.look(instance.nodes().stream()
                    .filter(node -> probes.known(node, now, LISTED_FOR).isEmpty())
                    .toList());
        }
        Map<NodeId, ServerRole> asRole = new HashMap<>();
        instance.nodes().forEach(node -> probes.last(node).ifPresent(finding -> asRole.put(node.id(), finding.role())));
        CurrentRoles roles = new CurrentRoles(instance.nodes(), asRole);
        List<SeenInstance.SeenNode> nodes = roles.inOrder(instance.nodes()).stream()
                .map(node -> new SeenInstance.SeenNode(
                        node,
                        roles.of(node),
                        probes.last(node).map(Finding::log).orElse(Readability.UNKNOWN)))
                .toList();
        return new SeenInstance(
                Readability.of(nodes.stream().map(SeenInstance.SeenNode::log).toList()), nodes);
    }

    private Instant noteAsked(List<Node> nodes) {
        Instant now = clock.instant();
        nodes.forEach(node -> asked.put(node.id(), new Asked(node, now)));
        return now;
    }

    private List<CompletableFuture<Finding>> findings(List<Node> nodes, Instant now, Duration goodFor) {
        return nodes.stream()
                .map(node -> probes.known(node, now, goodFor)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> probes.probe(node)))
                .toList();
    }

    private void await(CompletableFuture<?> event) throws InterruptedException {
        try {
            event.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("a probe has not ended in time", e);
        }
    }

    /**
     * When all are known; or earlier, when one is good and the declared master is the primary. If another node is the primary, the declared
     * master must have answered, too.
     */
    private static CompletableFuture<?> whenDecided(
            List<Node> nodes, List<CompletableFuture<Finding>> found, boolean knownGood) {
        CompletableFuture<@Nullable Void> decided = new CompletableFuture<>();
        for (CompletableFuture<Finding> one : found) {
            var unused = one.thenRun(() -> {
                boolean good = knownGood || ended(found).anyMatch(Finding::isGood);
                if (good && (found.size() == 1 || isMasterPrimary(nodes, found))) {
                    decided.complete(null);
                }
            });
        }
        return CompletableFuture.anyOf(decided, allOf(found));
    }

    private static boolean isMasterPrimary(List<Node> nodes, List<CompletableFuture<Finding>> found) {
        return IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).role() == NodeRole.MASTER)
                .mapToObj(found::get)
                .anyMatch(finding -> finding.isDone() && finding.join().isPrimary());
    }

    private static CompletableFuture<?> allOf(List<CompletableFuture<Finding>> found) {
        return CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new));
    }

    private static Stream<Finding> ended(List<CompletableFuture<Finding>> found) {
        return found.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join);
    }

    /** By the probes that have ended. */
    private static CurrentRoles roles(List<Node> nodes, List<CompletableFuture<Finding>> found) {
        Map<NodeId, ServerRole> roles = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (found.get(i).isDone()) {
                roles.put(nodes.get(i).id(), found.get(i).join().role());
            }
        }
        return new CurrentRoles(nodes, roles);
    }

    /** Empty while the probe waits for its turn. */
    private static Optional<String> problem(CompletableFuture<Finding> probe) {
        return probe.isDone() ? probe.join().problem() : Optional.empty();
    }

    /** A node's log was read, which shows as much as a probe. */
    public void wasRead(Node node) {
        probes.good(node);
    }

    /** A node's log could not be read, which shows as much as a probe, unless only this reading failed. */
    public void couldNotBeRead(Node node, LogSourceException failure) {
        switch (failure.fault()) {
            case UNREACHABLE, LOGIN_REFUSED, NOT_PERMITTED, NO_LOG -> probes.bad(node, failure);
            case CHANGED, WRONG_ANSWER, FAILED -> probes.forget(node);
        }
    }

    private void lookAgain() {
        background.lookAtUnknown();
        reprobeBadNodes();
    }

    private void reprobeBadNodes() {
        Instant since = clock.instant().minus(RECENTLY_ASKED);
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
        background.close();
        probes.close();
    }
}
