package io.logferry.story;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivatePostgres;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.signature.RequestSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * A project with its instances, another one beside it, and who may do what in them, written as the inventory.yaml and users.yaml of a story.
 */
final class Fleet {
    /** A reader of the project. */
    static final String USER = "story";

    /** A user of the project, whose role is another. */
    static final String GUEST = "guest";

    /** A reader of the other project. */
    static final String NEIGHBOUR = "neighbour";

    /** Of all of them. */
    static final String PASSWORD = "story-password";

    static final String PROJECT_NAME = "stories";
    static final String OTHER_PROJECT_NAME = "neighbours";

    private final Path folder;
    private final ProjectId project;
    private final ProjectId otherProject = ProjectId.random();

    /** Always the same: with another one, tokens of before would be refused. */
    private final String passwordHash = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(4));

    /** Of every user's access key. */
    private final Secret accessSecret = PasswordFile.random();

    private final List<Instance> instances = new ArrayList<>();
    private final List<Instance> otherInstances = new ArrayList<>();

    /** @param status as the inventory declares it, such as {@code ACTIVE} */
    record Instance(InstanceId id, String name, String status, List<Node> nodes) {
        static Instance of(String name, Node... nodes) {
            return new Instance(InstanceId.random(), name, "ACTIVE", List.of(nodes));
        }

        Instance withStatus(String other) {
            return new Instance(id, name, other, nodes);
        }

        /** As the inventory and the answers name the node. */
        String nodeName(Node node) {
            return name + "_" + node.id().value().substring(0, 4);
        }
    }

    /**
     * @param role master, slave or readreplica
     * @param log what stands after {@code log:}, in YAML's flow style
     */
    record Node(
            NodeId id, String role, String host, int port, String database, String user, String password, String log) {
        /** Read through SQL by the superuser. */
        static Node sql(String role, PrivatePostgres server) {
            return sql(role, server, "postgres", server.dataSource("postgres").getPassword());
        }

        /** Read through SQL by this login, in the database {@code postgres}. */
        static Node sql(String role, PrivatePostgres server, String user, String password) {
            return new Node(
                    NodeId.random(), role, "127.0.0.1", server.port(), "postgres", user, password, "{ source: sql }");
        }

        /** Read from this folder; there is no server. */
        static Node directory(String role, Path logs) {
            return down(role).withLog("{ source: directory, path: \"%s\" }".formatted(logs));
        }

        /** A node at a port where nothing listens. */
        static Node down(String role) {
            return new Node(NodeId.random(), role, "127.0.0.1", 1, "postgres", "nobody", "secret", "{ source: sql }");
        }

        Node withLog(String otherLog) {
            return new Node(id, role, host, port, database, user, password, otherLog);
        }

        /** Read through SQL from that folder, which needn't be the server's own. */
        Node withLogIn(Path logFolder) {
            return withLog("{ source: sql, path: \"" + logFolder + "\" }");
        }

        Node withId(NodeId otherId) {
            return new Node(otherId, role, host, port, database, user, password, log);
        }

        Node withPort(int otherPort) {
            return new Node(id, role, host, otherPort, database, user, password, log);
        }
    }

    /** @param folder where the two files are written */
    Fleet(Path folder) {
        this(folder, ProjectId.random());
    }

    /** @param project an id that somebody else has given, such as a Keystone */
    Fleet(Path folder, ProjectId project) {
        this.folder = folder;
        this.project = project;
    }

    ProjectId project() {
        return project;
    }

    ProjectId otherProject() {
        return otherProject;
    }

    /** Signs with the access key of that user. */
    RequestSigner signer(String user, RequestSigner.Dialect dialect) {
        return new RequestSigner(dialect, accessKey(user), accessSecret.value());
    }

    Secret accessSecret() {
        return accessSecret;
    }

    static String accessKey(String user) {
        return "AK-" + user;
    }

    /** Adds it to the project, or replaces the one of that id; {@link #write} makes it known. */
    Instance add(Instance instance) {
        instances.removeIf(one -> one.id().equals(instance.id()));
        instances.add(instance);
        return instance;
    }

    /** Adds it to the other project. */
    Instance addToOtherProject(Instance instance) {
        otherInstances.add(instance);
        return instance;
    }

    /** Each instance of the project with its declared status. */
    Map<String, String> statuses() {
        return instances.stream()
                .collect(Collectors.toMap(instance -> instance.id().value(), Instance::status));
    }

    /** Writes both files; a running server takes up the new inventory by itself. */
    Fleet write() {
        replace("inventory.yaml", inventory());
        replace("access-secret", accessSecret.value());
        replace(
                "users.yaml",
                "users:\n"
                        + user(USER, project, "reader")
                        + user(GUEST, project, "guest")
                        + user(NEIGHBOUR, otherProject, "reader"));
        return this;
    }

    /** The properties that point a server at the files. */
    Map<String, String> settings() {
        return Map.of(
                "logferry.inventory", folder.resolve("inventory.yaml").toString(),
                "logferry.identity.users", folder.resolve("users.yaml").toString());
    }

    private String user(String name, ProjectId project, String role) {
        return "  - { name: %s, domain: Default, password: \"%s\", projects: [ { id: %s, roles: [%s] } ], access_keys: [ { access: %s, secret: \"${file:%s}\" } ] }\n"
                .formatted(name, passwordHash, project, role, accessKey(name), folder.resolve("access-secret"));
    }

    private String inventory() {
        return "projects:\n"
                + yaml(project, PROJECT_NAME, instances)
                + yaml(otherProject, OTHER_PROJECT_NAME, otherInstances);
    }

    private static String yaml(ProjectId project, String name, List<Instance> instances) {
        String all = instances.stream().map(Fleet::yaml).collect(Collectors.joining());
        return "  - id: %s\n    name: %s\n    domain: Default\n    instances:%s\n"
                .formatted(project, name, all.isEmpty() ? " []" : "\n" + all);
    }

    private static String yaml(Instance instance) {
        String nodes =
                instance.nodes().stream().map(node -> yaml(instance, node)).collect(Collectors.joining());
        return "      - id: %s\n        name: %s\n        status: %s\n        region: local\n        nodes:\n%s"
                .formatted(instance.id(), instance.name(), instance.status(), nodes);
    }

    private static String yaml(Instance instance, Node node) {
        return "          - { id: %s, name: %s, role: %s, host: %s, port: %d, database: %s, user: %s, password: \"%s\", sslmode: disable, log: %s }\n"
                .formatted(
                        node.id(),
                        instance.nodeName(node),
                        node.role(),
                        node.host(),
                        node.port(),
                        node.database(),
                        node.user(),
                        node.password(),
                        node.log());
    }

    private void replace(String name, String content) {
        try {
            Files.createDirectories(folder);
            Path part = Files.writeString(folder.resolve("." + name), content);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
