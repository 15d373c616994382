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

/** Looks at nodes for whom nobody waits: those that nobody has looked at yet, and those whose last look was some time ago. */
final class BackgroundProbes implements AutoCloseable {
    /** Fewer than may run at all: a fleet that is down must not keep those waiting who ask for one node. */
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

    /** Nodes of an instance that isn't active aren't looked at: their logs can't be asked for. */
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
