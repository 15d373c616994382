package io.logferry.check;

import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** The inventory as an operator looks at it before going live: every node is asked whether its log can be read, and what is to be done where not. */
public final class InventoryCheck {
    /** A dead node takes 3 s; a machine has a few hundred ports at least. */
    private static final int AT_ONCE = 32;

    private final NodeInspector inspector;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    public InventoryCheck(NodeInspector inspector) {
        this.inspector = inspector;
    }

    private record Asked(Node node, Future<NodeInspection> inspection) {}

    private record AskedInstance(Instance instance, List<Asked> nodes) {}

    /**
     * Looks at the nodes side by side, and prints what is found in the order of the inventory, each instance as soon as those before it are known.
     *
     * @return is there nothing to be done?
     */
    public boolean run(Inventory inventory, PrintStream out) throws InterruptedException {
        CheckReport report = new CheckReport(out);
        ExecutorService inspections = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (AskedInstance asked : ask(inventory, inspections)) {
                String project = inventory
                        .project(asked.instance().project())
                        .orElseThrow()
                        .name();
                report.instance(asked.instance(), project);
                for (Asked node : asked.nodes()) {
                    report.node(node.node(), inspection(node));
                }
            }
        } finally {
            inspections.shutdownNow();
        }
        return report.end();
    }

    private List<AskedInstance> ask(Inventory inventory, ExecutorService inspections) {
        List<AskedInstance> instances = new ArrayList<>();
        for (Instance instance : inventory.instances()) {
            List<Asked> nodes = instance.nodes().stream()
                    .map(node -> new Asked(node, inspections.submit(inspect(node))))
                    .toList();
            instances.add(new AskedInstance(instance, nodes));
        }
        return instances;
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

    private static NodeInspection inspection(Asked asked) throws InterruptedException {
        try {
            return asked.inspection().get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("node " + asked.node().name() + " could not be looked at", bug.getCause());
        }
    }
}
