package io.logferry.health;

import io.logferry.instance.Node;
import io.logferry.source.LogSource;
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
 * What was found of each node, and how that is found out: by one probe of a node at a time, whoever asks. A node is known as it is declared: one
 * whose address or password the operator has mended is unknown, and so looked at again at once.
 */
final class NodeProbes implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeProbes.class);
    private static final String REQUEST = "request_id";

    /** A node that was bad is looked at again by the next caller after that; the contract fixes it. */
    static final Duration BAD_FOR = Duration.ofSeconds(30);

    /** A node that was good is taken to be so for that long: a probe costs one short connection. */
    static final Duration GOOD_FOR = Duration.ofSeconds(10);

    /** Each probe has some seconds to come to its end, and would not within them if a whole fleet's were begun together. */
    static final int AT_ONCE = 8;

    private final LogSource source;
    private final Clock clock;
    private final Duration longest;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Node, Finding> findings = new ConcurrentHashMap<>();
    private final Map<Node, CompletableFuture<Finding>> running = new ConcurrentHashMap<>();

    /** What was found of a node, and when; no problem means that its log can be read. */
    record Finding(Instant at, Optional<String> problem) {
        boolean isGood() {
            return problem.isEmpty();
        }

        private boolean isFresh(Instant now) {
            return at.plus(isGood() ? GOOD_FOR : BAD_FOR).isAfter(now);
        }
    }

    /** @param longest a probe that takes longer is the node's fault; it begins to count when the probe's turn has come */
    NodeProbes(LogSource source, Clock clock, Duration longest) {
        this.source = source;
        this.clock = clock;
        this.longest = longest;
    }

    /** The finding that still holds, if there is one. */
    Optional<Finding> known(Node node, Instant now) {
        return Optional.ofNullable(findings.get(node)).filter(finding -> finding.isFresh(now));
    }

    boolean wasBad(Node node) {
        Finding last = findings.get(node);
        return last != null && !last.isGood();
    }

    void remember(Node node, Optional<String> problem) {
        findings.keySet().removeIf(one -> one.id().equals(node.id()) && !one.equals(node));
        findings.put(node, new Finding(clock.instant(), problem));
    }

    void forget(Node node) {
        findings.remove(node);
    }

    /** Begins to find out, or joins whoever is about it; where many others are being found out, it waits for its turn. */
    CompletableFuture<Finding> probe(Node node) {
        CompletableFuture<Finding> own = new CompletableFuture<>();
        CompletableFuture<Finding> others = running.putIfAbsent(node, own);
        if (others != null) {
            return others;
        }
        Object request = MDC.get(REQUEST);
        threads.execute(() -> {
            if (request != null) {
                MDC.put(REQUEST, request);
            }
            turns.acquireUninterruptibly();
            try {
                own.completeOnTimeout(slow(node), longest.toMillis(), TimeUnit.MILLISECONDS);
                Optional<String> problem = probeNow(node);
                remember(node, problem);
                running.remove(node);
                own.complete(new Finding(clock.instant(), problem));
            } finally {
                turns.release();
            }
        });
        return own;
    }

    private static Finding slow(Node node) {
        return new Finding(
                Instant.EPOCH, Optional.of("Node " + node.name() + " did not answer in time: check that it is up."));
    }

    private Optional<String> probeNow(Node node) {
        try {
            source.probe(node);
            return Optional.empty();
        } catch (LogSourceException e) {
            // A node that is down is probed every few seconds: its stack trace would drown the log.
            LOG.infof("probe of node %s: %s (%s)", node.id(), e.sentence(), e.getCause());
            return Optional.of(e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Node " + node.name() + " could not be probed: the service is stopping.");
        } catch (RuntimeException | Error e) {
            // Whatever it is, those who wait are to hear of it.
            LOG.errorf(e, "probe of node %s failed unexpectedly", node.id());
            return Optional.of("Node " + node.name() + " could not be probed: the service's own log says why.");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
