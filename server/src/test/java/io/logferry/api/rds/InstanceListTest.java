package io.logferry.api.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.TestClock;
import io.logferry.health.InstanceHealth;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceDetails;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import io.logferry.source.LogSource;
import io.logferry.source.node.NodeLogSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceListTest {
    private final TestClock clock = new TestClock();

    @Test
    void the_port_is_that_of_the_endpoint_or_the_master_or_another_node_and_never_invented() {
        Node master = node(NodeRole.MASTER, Optional.of(48933));
        Node slave = node(NodeRole.SLAVE, Optional.of(48934));
        Node folder = node(NodeRole.MASTER, Optional.empty());
        assertThat(port(Optional.of(6432), master, slave)).isEqualTo(6432);
        assertThat(port(Optional.empty(), slave, master)).isEqualTo(48933);
        assertThat(port(Optional.empty(), folder, slave)).isEqualTo(48934);
        assertThat(port(Optional.empty(), folder)).isZero();
    }

    private int port(Optional<Integer> endpoint, Node... nodes) {
        InstanceDetails.Endpoint known = new InstanceDetails.Endpoint(
                endpoint, Optional.empty(), false, List.of(), List.of(), List.of(), List.of());
        InstanceDetails details = new InstanceDetails(
                Optional.empty(), known, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Instance instance = new Instance(
                InstanceId.random(), ProjectId.random(), "orders", InstanceStatus.FROZEN, "", List.of(nodes), details);
        try (InstanceHealth health = new InstanceHealth(new NodeLogSource(LogSource.Limits.NONE, clock), clock)) {
            return InstanceList.entry(instance, health.seen(instance)).port();
        }
    }

    private static Node node(NodeRole role, Optional<Integer> port) {
        Optional<NodeAddress> address = port.map(number -> new NodeAddress(
                "db.internal", number, "postgres", "logferry", new Secret("secret"), "disable", Optional.empty()));
        return new Node(NodeId.random(), "node_" + role.word(), role, address, new LogLocation.Directory("/nowhere"));
    }
}
