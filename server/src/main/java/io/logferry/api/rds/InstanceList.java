package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.health.Readability;
import io.logferry.health.SeenInstance;
import io.logferry.health.SeenInstance.SeenNode;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceDetails;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to the DB instance list (docs/api.md). What the inventory does not say is empty, never absent. In addition to the reference's fields
 * it says if the log can be read, because an instance's status is only the declared one.
 */
record InstanceList(
        List<Entry> instances, @JsonProperty("total_count") int totalCount) {

    @Schema(name = "Instance")
    record Entry(
            String id,
            String name,
            String status,
            int port,
            String type,
            String region,
            Datastore datastore,
            String created,
            String updated,
            @JsonProperty("private_ips") List<String> privateIps,
            @JsonProperty("public_ips") List<String> publicIps,
            @JsonProperty("private_dns_names") List<String> privateDnsNames,
            @JsonProperty("public_dns_names") List<String> publicDnsNames,
            @JsonProperty("db_user_name") String dbUserName,
            @JsonProperty("enable_ssl") boolean enableSsl,
            @JsonProperty("vpc_id") String vpcId,
            @JsonProperty("subnet_id") String subnetId,
            @JsonProperty("security_group_id") String securityGroupId,
            @JsonProperty("flavor_ref") String flavorRef,
            @JsonProperty("switch_strategy") String switchStrategy,
            Volume volume,
            List<NodeEntry> nodes,
            @JsonProperty("related_instance") List<String> relatedInstance,
            List<String> tags,
            @JsonProperty("time_zone") String timeZone,

            @JsonProperty("log_status") @Schema(description = LOG_STATUS)
            Readability.State logStatus,

            @JsonProperty("log_unreadable_since") @Schema(description = LOG_UNREADABLE_SINCE)
            String logUnreadableSince,

            @JsonProperty("log_unreadable_reason") @Schema(description = LOG_UNREADABLE_REASON)
            String logUnreadableReason) {}

    @Schema(name = "InstanceDatastore")
    record Datastore(
            String type,
            String version,
            @JsonProperty("complete_version") String completeVersion) {}

    @Schema(name = "InstanceVolume")
    record Volume(String type, int size) {}

    @Schema(name = "InstanceNode")
    record NodeEntry(
            String id,
            String name,
            String role,
            String status,
            @JsonProperty("availability_zone") String availabilityZone,

            @JsonProperty("log_status") @Schema(description = LOG_STATUS)
            Readability.State logStatus,

            @JsonProperty("log_unreadable_since") @Schema(description = LOG_UNREADABLE_SINCE)
            String logUnreadableSince,

            @JsonProperty("log_unreadable_reason") @Schema(description = LOG_UNREADABLE_REASON)
            String logUnreadableReason) {}

    /** The only type of datastore. */
    static final String POSTGRESQL = "PostgreSQL";

    /** If neither the endpoint nor a node has one: a reader would take any other number for a port. */
    private static final int NO_PORT = 0;

    private static final String LOG_STATUS =
            "Whether the log can be read, as the last look showed: READABLE, PARTLY (of some nodes), UNREADABLE, or UNKNOWN"
                    + " where nobody has looked yet.";
    private static final String LOG_UNREADABLE_SINCE =
            "Since when the logs of some or all nodes can't be read; empty if all can be read.";
    private static final String LOG_UNREADABLE_REASON =
            "What is wrong and what to do, commands on lines of their own; empty where nothing is.";

    static String typeOf(Instance instance) {
        return instance.nodes().stream().anyMatch(node -> node.role() == NodeRole.SLAVE) ? "Ha" : "Single";
    }

    static Entry entry(Instance instance, SeenInstance seen) {
        InstanceDetails details = instance.details();
        InstanceDetails.Endpoint endpoint = details.endpoint();
        String version = details.version().orElse("");
        return new Entry(
                instance.id().value(),
                instance.name(),
                instance.status().word(),
                endpoint.port().orElse(portOf(seen)),
                typeOf(instance),
                instance.region(),
                new Datastore(POSTGRESQL, majorOf(version), version),
                details.created().map(ApiTime::of).orElse(""),
                details.updated().or(details::created).map(ApiTime::of).orElse(""),
                endpoint.privateIps(),
                endpoint.publicIps(),
                endpoint.privateDnsNames(),
                endpoint.publicDnsNames(),
                endpoint.userName().orElse(""),
                endpoint.ssl(),
                "",
                "",
                "",
                "",
                "",
                details.volume()
                        .map(volume -> new Volume(volume.type(), volume.size()))
                        .orElse(new Volume("", 0)),
                seen.nodes().stream().map(node -> node(instance, node)).toList(),
                List.of(),
                List.of(),
                details.timeZone().orElse(""),
                seen.log().state(),
                since(seen.log()),
                seen.log().reason());
    }

    /** The first number; before PostgreSQL 10 the first two. */
    private static String majorOf(String version) {
        String[] numbers = version.split("\\.");
        return numbers.length > 1 && numbers[0].length() == 1 ? numbers[0] + "." + numbers[1] : numbers[0];
    }

    /** The port of the first node that has an address in the inventory. The master is the first node. */
    private static int portOf(SeenInstance seen) {
        return seen.nodes().stream()
                .flatMap(node -> node.node().address().stream())
                .map(NodeAddress::port)
                .findFirst()
                .orElse(NO_PORT);
    }

    private static NodeEntry node(Instance instance, SeenNode seen) {
        Node node = seen.node();
        return new NodeEntry(
                node.id().value(),
                node.name(),
                seen.role().word(),
                instance.status().word(),
                node.availabilityZone().orElse(""),
                seen.log().state(),
                since(seen.log()),
                seen.log().reason());
    }

    private static String since(Readability log) {
        return log.since().map(ApiTime::of).orElse("");
    }
}
