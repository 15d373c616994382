package io.logferry.health;

import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Probes nodes without a caller that waits: those that were never probed, and those whose last probe is old. */
final class BackgroundProbes implements AutoCloseable {
    /** Fewer than may run in all, so that callers needn't wait while many nodes are down. */
    private static final int AT_ONCE = NodeProbes.AT_ONCE / 2;

    private final NodeProbes probes;
    private final Inventory inventory;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Set<Node> waiting = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    BackgroundProbes(NodeProbes probes, Inventory inventory) {
        this.probes = probes;
        this.inventory = inventory;
    }

    /** Leaves out nodes of an instance that isn't active, because callers can't ask for their logs. */
    void lookAtUnknown() {
        List<Node> declared = inventory.instances().stream()
                .filter(BackgroundProbes::isLookedAt)
                .flatMap(instance -> instance.nodes().stream())
                .toList();
        look(declared.stream().filter(node -> probes.last(node).isEmpty()).toList());
    }

    static boolean isLookedAt(Instance instance) {
        return instance.status() == InstanceStatus.ACTIVE;
    }

    /** Returns at once. */
    void look(Collection<Node> nodes) {
        for (Node node : nodes) {
            if (waiting.add(node)) {
                threads.execute(() -> lookInTurn(node));
            }
        }
    }

    private void lookInTurn(Node node) {
        turns.acquireUninterruptibly();
        try {
            probes.probe(node).join();
        } finally {
            waiting.remove(node);
            turns.release();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
