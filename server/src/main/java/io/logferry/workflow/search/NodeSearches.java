package io.logferry.workflow.search;

import io.logferry.health.InstanceHealth;
import io.logferry.id.ProjectId;
import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.record.scan.LatestRecords;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.RecentFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Searches the logs of several nodes at once, each from its end. */
final class NodeSearches implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NodeSearches.class);

    /** Bytes of one node's log, as docs/error-log-query.md says. */
    private static final long SCANNED_AT_MOST = 256L << 20;

    /** Longer than any search: a search that waits is interrupted when the caller has gone. */
    private static final Duration WAIT_FOR_TURN = Duration.ofHours(1);

    private final LogSource source;
    private final InstanceHealth health;
    private final ExecutorService threads;
    private final SearchTurns turns;

    /** @param atOnce how many nodes' logs are searched at once, for all callers: each search needs memory and a processor */
    NodeSearches(LogSource source, InstanceHealth health, int atOnce) {
        this.source = source;
        this.health = health;
        this.turns = new SearchTurns(atOnce);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("errorlog-", 0).factory());
    }

    /** In the order of the nodes. */
    List<Result> search(ProjectId project, List<Node> nodes, ReadErrorLog.Query query)
            throws InterruptedException, ExecutionException {
        List<Future<Result>> running = new ArrayList<>();
        for (Node node : nodes) {
            running.add(threads.submit(() -> searchInTurn(project, node, query)));
        }
        try {
            List<Result> ended = new ArrayList<>();
            for (Future<Result> one : running) {
                ended.add(one.get());
            }
            return ended;
        } finally {
            running.forEach(one -> one.cancel(true));
        }
    }

    private Result searchInTurn(ProjectId project, Node node, ReadErrorLog.Query query) throws InterruptedException {
        if (!turns.acquire(project, WAIT_FOR_TURN)) {
            return Result.failed(
                    node, "Node " + node.name() + " was not searched, because too many searches run: try again.");
        }
        try {
            return search(node, query);
        } finally {
            turns.release(project);
        }
    }

    private Result search(Node node, ReadErrorLog.Query query) throws InterruptedException {
        try {
            Result found = source.browse(node, query.start(), log -> search(node, query, log));
            health.wasRead(node);
            return found;
        } catch (LogSourceException e) {
            LOG.debugf(e, "the log of node %s was not searched", node.name());
            health.couldNotBeRead(node, e);
            return Result.failed(node, e.sentence());
        }
    }

    private Result search(Node node, ReadErrorLog.Query query, RecentFiles log) throws IOException {
        LatestRecords latest = new LatestRecords(
                query.start(), query.end(), query.level(), ReadErrorLog.MOST_ENTRIES, SCANNED_AT_MOST);
        log.inOtherFormatBefore().ifPresent(latest::leaveOutBefore);
        boolean more = true;
        while (more) {
            Optional<BackwardBytes> file = log.nextOlder();
            if (log.leftOut()) {
                latest.leaveOut();
            }
            more = file.isPresent() && latest.scan(file.get(), log.dialect());
        }
        List<ErrorLogAnswer.Entry> entries = latest.records().stream()
                .map(record -> ErrorLogAnswer.Entry.of(node, record))
                .toList();
        return new Result(
                node, entries, latest.searchedFrom(), latest.unrecognisedBytes(), log.doubt(), Optional.empty());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * The result of one node.
     *
     * @param searchedFrom its log was searched completely only from this time on; empty: in the whole range
     * @param unrecognisedBytes bytes in which no record was recognised, or with a level no severity
     * @param doubt why it is unknown whether the node has a log, as a sentence for the caller; then there are no entries
     * @param problem why its log can't be read, as a sentence for the caller
     */
    record Result(
            Node node,
            List<ErrorLogAnswer.Entry> entries,
            Optional<Instant> searchedFrom,
            long unrecognisedBytes,
            Optional<String> doubt,
            Optional<String> problem) {
        static Result failed(Node node, String problem) {
            return new Result(node, List.of(), Optional.empty(), 0, Optional.empty(), Optional.of(problem));
        }
    }
}
