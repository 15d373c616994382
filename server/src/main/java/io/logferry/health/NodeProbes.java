package io.logferry.health;

import io.logferry.id.NodeId;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import io.logferry.source.LogSource;
import io.logferry.source.LogSource.ServerRole;
import io.logferry.source.LogSourceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Probes nodes and remembers the findings. A node has one probe at a time, for all who ask. Findings belong to the node as it is declared: after
 * the operator corrects its address or password, nothing is known of it, so it is probed again at once.
 */
final class NodeProbes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeProbes.class);
    private static final String REQUEST = "request_id";

    /** The first caller after this time probes a bad node again; docs/api.md promises it. */
    static final Duration BAD_FOR = Duration.ofSeconds(30);

    /** A good node counts as good for this long, because a probe costs a connection. */
    static final Duration GOOD_FOR = Duration.ofSeconds(10);

    /** A probe has to end within seconds, which it could not if the probes of all nodes began at once. */
    static final int AT_ONCE = 8;

    private final LogSource source;
    private final Clock clock;
    private final Duration longest;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Node, Finding> findings = new ConcurrentHashMap<>();
    private final Map<Node, CompletableFuture<Finding>> running = new ConcurrentHashMap<>();

    /** What the service's log already says of bad nodes: it has changes only. */
    private final Map<NodeId, String> told = new ConcurrentHashMap<>();

    private final Inventory inventory;

    /**
     * The result of a probe.
     *
     * @param problem why its log can't be read; empty if it can
     * @param since since when it is good or bad
     */
    record Finding(Instant at, Optional<String> problem, Instant since, ServerRole role) {
        boolean isGood() {
            return problem.isEmpty();
        }

        boolean isPrimary() {
            return role == ServerRole.PRIMARY;
        }

        boolean isFresh(Instant now, Duration goodFor) {
            return at.plus(isGood() ? goodFor : BAD_FOR).isAfter(now);
        }

        Readability log() {
            return problem.map(reason -> Readability.unreadable(since, reason)).orElse(Readability.READABLE);
        }
    }

    /** @param longest a probe that takes longer is the node's fault; counts from the moment when the probe's turn comes */
    NodeProbes(LogSource source, Inventory inventory, Clock clock, Duration longest) {
        this.source = source;
        this.inventory = inventory;
        this.clock = clock;
        this.longest = longest;
    }

    /** The last finding, however old it is. */
    Optional<Finding> last(Node node) {
        return Optional.ofNullable(findings.get(node));
    }

    /** The finding that is fresh enough, if there is one. */
    Optional<Finding> known(Node node, Instant now, Duration goodFor) {
        return last(node).filter(finding -> finding.isFresh(now, goodFor));
    }

    boolean wasBad(Node node) {
        return last(node).filter(finding -> !finding.isGood()).isPresent();
    }

    /** Its log can be read. */
    Finding good(Node node) {
        String before = told.remove(node.id());
        if (before != null) {
            LOG.infof("the log of %s can be read again", described(node));
        }
        return remember(node, Optional.empty(), source.role(node));
    }

    /** Its log can't be read. */
    Finding bad(Node node, LogSourceException failure) {
        String reason = failure.sentence();
        if (!reason.equals(told.put(node.id(), reason))) {
            // A stack trace would only show the driver.
            String cause = failure.getCause() == null ? "" : " (" + failure.getCause() + ")";
            LOG.warnf("the log of %s can't be read: %s", described(node), oneLine(reason + cause));
        }
        boolean mayAnswer = switch (failure.fault()) {
            case UNREACHABLE, LOGIN_REFUSED -> false;
            case NOT_PERMITTED, NO_LOG, CHANGED, WRONG_ANSWER, FAILED -> true;
        };
        return remember(node, Optional.of(reason), mayAnswer ? source.role(node) : ServerRole.UNKNOWN);
    }

    /** For the service's log: such as {@code node orders_node0 of instance orders}. */
    private String described(Node node) {
        return inventory.instances().stream()
                .filter(instance ->
                        instance.nodes().stream().anyMatch(one -> one.id().equals(node.id())))
                .findFirst()
                .map(instance -> "node " + node.name() + " of instance " + instance.name())
                .orElse("node " + node.name());
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }

    private Finding remember(Node node, Optional<String> problem, ServerRole role) {
        Instant now = clock.instant();
        findings.keySet().removeIf(one -> one.id().equals(node.id()) && !one.equals(node));
        return findings.merge(
                node,
                new Finding(now, problem, now, role),
                (before, found) ->
                        before.isGood() == found.isGood() ? new Finding(now, problem, before.since(), role) : found);
    }

    void forget(Node node) {
        findings.remove(node);
    }

    /** Begins a probe, or joins the one that runs; if many others run, it waits for its turn. */
    CompletableFuture<Finding> probe(Node node) {
        return running.computeIfAbsent(node, this::begin);
    }

    private CompletableFuture<Finding> begin(Node node) {
        CompletableFuture<Finding> own = new CompletableFuture<>();
        Object request = MDC.get(REQUEST);
        threads.execute(() -> {
            if (request != null) {
                MDC.put(REQUEST, request);
            }
            turns.acquireUninterruptibly();
            try {
                own.completeOnTimeout(slow(node), longest.toMillis(), TimeUnit.MILLISECONDS);
                Finding found = probeNow(node);
                running.remove(node);
                own.complete(found);
            } finally {
                turns.release();
            }
        });
        return own;
    }

    private static Finding slow(Node node) {
        return notFoundOut("Node " + node.name() + " did not answer in time: check that it is up.");
    }

    /** Only for the callers that wait. It isn't remembered, because the node may be good. */
    private static Finding notFoundOut(String reason) {
        return new Finding(Instant.EPOCH, Optional.of(reason), Instant.EPOCH, ServerRole.UNKNOWN);
    }

    private Finding probeNow(Node node) {
        try {
            source.probe(node);
            return good(node);
        } catch (LogSourceException e) {
            return bad(node, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notFoundOut("Node " + node.name() + " could not be probed: the service is stopping.");
        } catch (RuntimeException | Error e) {
            // The callers that wait need an answer.
            LOG.errorf(e, "%s could not be probed", described(node));
            return notFoundOut("Node " + node.name() + " could not be probed: the service's log has the cause.");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
