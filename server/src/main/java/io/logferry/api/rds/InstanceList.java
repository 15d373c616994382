package io.logferry.api.rds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceDetails;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.util.List;

/** The answer to the DB instance list (contract, section 3); what the inventory doesn't know is empty, never absent. */
record InstanceList(
        List<Entry> instances, @JsonProperty("total_count") int totalCount) {

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
            @JsonProperty("time_zone") String timeZone) {}

    record Datastore(
            String type,
            String version,
            @JsonProperty("complete_version") String completeVersion) {}

    record Volume(String type, int size) {}

    record NodeEntry(
            String id,
            String name,
            String role,
            String status,
            @JsonProperty("availability_zone") String availabilityZone) {}

    /** The only kind of datastore that there is. */
    static final String POSTGRESQL = "PostgreSQL";

    private static final int DEFAULT_PORT = 5432;

    static String typeOf(Instance instance) {
        return instance.nodes().stream().anyMatch(node -> node.role() == NodeRole.SLAVE) ? "Ha" : "Single";
    }

    static Entry entry(Instance instance) {
        InstanceDetails details = instance.details();
        InstanceDetails.Endpoint endpoint = details.endpoint();
        String version = details.version().orElse("");
        return new Entry(
                instance.id().value(),
                instance.name(),
                instance.status().word(),
                endpoint.port().orElse(DEFAULT_PORT),
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
                instance.nodes().stream().map(node -> node(instance, node)).toList(),
                List.of(),
                List.of(),
                details.timeZone().orElse(""));
    }

    /** The first number; before PostgreSQL 10 the first two. */
    private static String majorOf(String version) {
        String[] numbers = version.split("\\.");
        return numbers.length > 1 && numbers[0].length() == 1 ? numbers[0] + "." + numbers[1] : numbers[0];
    }

    private static NodeEntry node(Instance instance, Node node) {
        return new NodeEntry(
                node.id().value(),
                node.name(),
                node.role().word(),
                instance.status().word(),
                node.availabilityZone().orElse(""));
    }
}
