package io.logferry.bench;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivateFiles;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The service's inventory.yaml and users.yaml: a project with an instance for each node, and a user who may download. */
record Fleet(ProjectId project, Secret password, Path inventory, Path users) {
    static final String USER = "bench";
    private static final int BCRYPT_ROUNDS = 4;

    static Fleet write(Path folder, List<LoggedNode> nodes) {
        Fleet fleet = new Fleet(
                ProjectId.random(),
                PasswordFile.random(),
                folder.resolve("inventory.yaml"),
                folder.resolve("users.yaml"));
        PrivateFiles.write(fleet.inventory, fleet.inventoryOf(nodes));
        PrivateFiles.write(
                fleet.users,
                "users:\n  - { name: %s, domain: Default, password: \"%s\", projects: [ { id: %s, roles: [reader] } ] }\n"
                        .formatted(
                                USER,
                                BCrypt.hashpw(fleet.password.value(), BCrypt.gensalt(BCRYPT_ROUNDS)),
                                fleet.project));
        return fleet;
    }

    /** The settings with which the service uses these files. */
    Map<String, String> settings() {
        return Map.of(
                "logferry.inventory", inventory.toString(),
                "logferry.identity.users", users.toString());
    }

    private String inventoryOf(List<LoggedNode> nodes) {
        String instances = nodes.stream().map(Fleet::instance).collect(Collectors.joining());
        return "projects:\n  - id: %s\n    name: bench\n    domain: Default\n    instances:\n%s"
                .formatted(project, instances);
    }

    private static String instance(LoggedNode node) {
        return """
                      - id: %s
                        name: %s
                        status: ACTIVE
                        nodes:
                          - { id: %s, name: %s_node0, role: master, host: 127.0.0.1, port: %d, database: postgres, user: %s, password: "%s", sslmode: disable, log: { source: sql } }
                """.formatted(
                        node.instance(),
                        node.name(),
                        node.node(),
                        node.name(),
                        node.port(),
                        LoggedNode.LOGIN,
                        node.password().value());
    }
}
