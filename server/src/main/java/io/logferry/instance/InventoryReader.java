package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.identity.Project;
import io.logferry.instance.InstanceDetails.Endpoint;
import io.logferry.yaml.YamlField;
import io.logferry.yaml.YamlMapping;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes a fleet of inventory.yaml, and refuses a file that is not a fleet. Reads one file once, because it remembers ids and names. */
final class InventoryReader implements YamlMapping.Reader<Fleet> {
    private static final int LONGEST_NAME = 255;
    private static final String STATUS_WORDS =
            Arrays.stream(InstanceStatus.values()).map(InstanceStatus::word).collect(Collectors.joining(", "));

    private record QualifiedName(String name, String domain) {}

    private final Map<ProjectId, String> projectIds = new HashMap<>();
    private final Map<QualifiedName, String> projectNames = new HashMap<>();
    private final Map<InstanceId, String> instanceIds = new HashMap<>();
    private final Map<NodeId, String> nodeIds = new HashMap<>();

    private record DeclaredProject(Project project, List<Instance> instances) {}

    @Override
    public Supplier<Fleet> read(YamlMapping root) {
        var projects = root.mappings("projects", this::project).required();
        return () -> new Fleet(
                projects.get().stream().map(DeclaredProject::project).toList(),
                projects.get().stream()
                        .flatMap(project -> project.instances().stream())
                        .toList());
    }

    private Supplier<DeclaredProject> project(YamlMapping project) {
        var id = project.text("id")
                .required()
                .as(ProjectId::parse, "must be 32 lower-case hex digits")
                .unique(projectIds);
        var name = name(project);
        var domain = project.text("domain").orElse("Default");
        name.find()
                .ifPresent(given ->
                        domain.find().ifPresent(in -> name.unique(projectNames, new QualifiedName(given, in))));
        Map<String, String> instanceNames = new HashMap<>();
        // An instance may be valid in an invalid project, so it can't ask for the project's id while it is read.
        var instances = project.<Function<ProjectId, Instance>>mappings(
                        "instances", instance -> instance(instance, instanceNames))
                .orElse(List.of());
        return () -> new DeclaredProject(
                new Project(id.get(), name.get(), domain.get()),
                instances.get().stream()
                        .map(instance -> instance.apply(id.get()))
                        .toList());
    }

    private Supplier<Function<ProjectId, Instance>> instance(YamlMapping instance, Map<String, String> names) {
        var id = instance.text("id")
                .required()
                .as(InstanceId::parse, "must be 32 hex digits followed by in03")
                .unique(instanceIds);
        var name = name(instance).unique(names);
        var status = instance.text("status")
                .as(InstanceStatus::parse, "must be one of " + STATUS_WORDS)
                .orElse(InstanceStatus.ACTIVE);
        var region = instance.text("region").orElse("");
        Map<String, String> nodeNames = new HashMap<>();
        var nodes = instance.mappings("nodes", node -> node(node, nodeNames))
                .required()
                .check(InventoryReader::haveOneMaster, "must have exactly one node with `role: master`");
        var details = details(instance);
        return () -> project ->
                new Instance(id.get(), project, name.get(), status.get(), region.get(), nodes.get(), details.get());
    }

    private Supplier<Node> node(YamlMapping node, Map<String, String> names) {
        var id = node.text("id")
                .required()
                .as(NodeId::parse, "must be 32 lower-case hex digits followed by no03")
                .unique(nodeIds);
        var name = name(node).unique(names);
        var role = node.text("role").required().as(NodeRole::parse, "must be master, slave or readreplica");
        var zone = node.text("availability_zone");
        var log = node.mapping("log", LogLocationReader::read).orElse(new LogLocation.Sql(Optional.empty()));
        boolean throughSql =
                log.find().filter(LogLocation.Sql.class::isInstance).isPresent();
        var address = NodeAddressReader.read(node, throughSql);
        return () -> new Node(id.get(), name.get(), role.get(), address.get(), log.get(), zone.find());
    }

    /** What only the instance list shows; all of it is optional. */
    private static Supplier<InstanceDetails> details(YamlMapping instance) {
        var version = instance.text("version");
        var endpoint = instance.mapping("endpoint", InventoryReader::endpoint).orElse(Endpoint.NONE);
        var volume = instance.mapping("volume", InventoryReader::volume);
        var created = time(instance, "created");
        var updated = time(instance, "updated");
        var timeZone = instance.text("time_zone");
        return () -> new InstanceDetails(
                version.find(), endpoint.get(), volume.find(), created.find(), updated.find(), timeZone.find());
    }

    private static Supplier<Endpoint> endpoint(YamlMapping endpoint) {
        var port = endpoint.number("port", 1, 65535);
        var userName = endpoint.text("db_user_name");
        var ssl = endpoint.flag("enable_ssl").orElse(false);
        var privateIps = endpoint.texts("private_ips").orElse(List.of());
        var publicIps = endpoint.texts("public_ips").orElse(List.of());
        var privateDnsNames = endpoint.texts("private_dns_names").orElse(List.of());
        var publicDnsNames = endpoint.texts("public_dns_names").orElse(List.of());
        return () -> new Endpoint(
                port.find(),
                userName.find(),
                ssl.get(),
                privateIps.get(),
                publicIps.get(),
                privateDnsNames.get(),
                publicDnsNames.get());
    }

    private static Supplier<InstanceDetails.Volume> volume(YamlMapping volume) {
        var type = volume.text("type").required();
        var size = volume.number("size", 1, 999_999_999).required();
        return () -> new InstanceDetails.Volume(type.get(), size.get());
    }

    private static YamlField<Instant> time(YamlMapping instance, String name) {
        return instance.text(name)
                .as(InventoryReader::parseTime, "must be a time with its offset, such as 2026-05-15T08:06:14Z");
    }

    private static Optional<Instant> parseTime(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static boolean haveOneMaster(List<Node> nodes) {
        return nodes.stream().filter(node -> node.role() == NodeRole.MASTER).count() == 1;
    }

    private static YamlField<String> name(YamlMapping mapping) {
        return mapping.text("name")
                .required()
                .check(
                        text -> text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl),
                        "must have at most " + LONGEST_NAME + " characters and no control characters");
    }
}
