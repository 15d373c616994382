package io.logferry.health;

import io.logferry.instance.Instance;
import io.logferry.instance.Inventory;
import io.logferry.instance.Node;

/** What an operator knows a node by, for the service's own log. */
final class NodeNames {
    private final Inventory inventory;

    NodeNames(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Such as {@code node orders_node0 of instance orders}. */
    String of(Node node) {
        return inventory.instances().stream()
                .filter(instance ->
                        instance.nodes().stream().anyMatch(one -> one.id().equals(node.id())))
                .findFirst()
                .map(Instance::name)
                .map(instance -> "node " + node.name() + " of instance " + instance)
                .orElse("node " + node.name());
    }
}
