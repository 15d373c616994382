package io.logferry.check;

import io.logferry.id.NodeId;
import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Checks every node of the inventory before going live: whether its log can be read, and if not, how to fix it. */
public final class InventoryCheck {
    /** A dead node takes 3 s; this many connections need few ports. */
    private static final int AT_ONCE = 32;

    private final NodeInspector inspector;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    public InventoryCheck(NodeInspector inspector) {
        this.inspector = inspector;
    }

    /**
     * Checks many nodes at once, and prints the results in the order of the inventory, each as soon as those before it are known.
     *
     * @return whether nothing needs attention
     */
    public boolean run(Inventory inventory, PrintStream out) throws InterruptedException {
        CheckReport report = new CheckReport(out);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Map<NodeId, Future<NodeInspection>> inspections = inventory.instances().stream()
                    .flatMap(instance -> instance.nodes().stream())
                    .collect(Collectors.toMap(Node::id, node -> threads.submit(inspect(node))));
            for (Instance instance : inventory.instances()) {
                String project =
                        inventory.project(instance.project()).orElseThrow().name();
                report.instance(instance, project);
                for (Node node : instance.nodes()) {
                    report.node(node, result(node, Objects.requireNonNull(inspections.get(node.id()))));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return report.end();
    }

    private Callable<NodeInspection> inspect(Node node) {
        return () -> {
            places.acquire();
            try {
                return inspector.inspect(node);
            } finally {
                places.release();
            }
        };
    }

    private static NodeInspection result(Node node, Future<NodeInspection> inspection) throws InterruptedException {
        try {
            return inspection.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("node " + node.name() + " could not be checked", bug.getCause());
        }
    }
}
