package io.logferry.sample;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivateFiles;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The files that {@code up} writes into the home: the user, the instance, and the variables for scripts. */
final class UpFiles {
    static final String USER = "demo";
    private static final String PROJECT = "demo";
    private static final String DOMAIN = "Default";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]*");

    private final Path home;
    private final Ids ids;
    private final Secret password;

    /** The ids of the sample: created at the first start, then kept in a file. */
    private record Ids(ProjectId project, InstanceId instance, NodeId node) {
        static Ids readOrCreate(Path file) {
            Optional<String> text = PrivateFiles.read(file);
            if (text.isEmpty()) {
                Ids made = new Ids(ProjectId.random(), InstanceId.random(), NodeId.random());
                PrivateFiles.write(
                        file, "project=" + made.project + "\ninstance=" + made.instance + "\nnode=" + made.node + "\n");
                return made;
            }
            try {
                Properties kept = new Properties();
                kept.load(new StringReader(text.get()));
                return new Ids(
                        new ProjectId(kept.getProperty("project", "")),
                        new InstanceId(kept.getProperty("instance", "")),
                        new NodeId(kept.getProperty("node", "")));
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "The ids in " + file + " can't be read. Remove the file, and `up` creates new ones.", e);
            }
        }
    }

    /**
     * @param home absolute
     * @throws IllegalStateException if the home contains a file of somebody else under one of these names
     */
    UpFiles(Path home) {
        this.home = home;
        made(inventory()).requireOurs();
        made(users()).requireOurs();
        this.ids = Ids.readOrCreate(own("ids.properties"));
        this.password = PasswordFile.readOrCreate(own("demo.password"));
    }

    Path inventory() {
        return home.resolve("inventory.yaml");
    }

    Path users() {
        return home.resolve("users.yaml");
    }

    Path environment() {
        return home.resolve("up.env");
    }

    /** A file that only {@code up} reads. */
    Path own(String name) {
        return PrivateFiles.folder(ownFolder()).resolve(name);
    }

    private Path ownFolder() {
        return home.resolve("up");
    }

    private MadeFile made(Path file) {
        return new MadeFile(file, ownFolder().resolve(file.getFileName()));
    }

    /** The same at each start until the password changes: with another hash, all tokens would end. */
    private String passwordHash() {
        Path file = own("demo.bcrypt");
        String kept = PrivateFiles.read(file).orElse("").strip();
        if (!kept.isEmpty() && BCrypt.checkpw(password.value(), kept)) {
            return kept;
        }
        String hash = BCrypt.hashpw(password.value(), BCrypt.gensalt());
        PrivateFiles.write(file, hash + "\n");
        return hash;
    }

    void writeUsers() {
        made(users()).make("""
                users:
                  - name: %s
                    domain: %s
                    password: "%s"
                    projects:
                      - { id: %s, roles: [reader] }
                """.formatted(USER, DOMAIN, passwordHash(), ids.project()));
    }

    /**
     * @param name of the instance, such as {@code sample}
     * @param version of its PostgreSQL, if known
     * @param logPath of its log, unless the logging collector writes it
     */
    void writeInventory(String name, Optional<String> version, PostgresDsn node, Optional<String> logPath) {
        Path nodePassword = own(name + ".password");
        PrivateFiles.write(nodePassword, node.password().value() + "\n");
        String certificate = node.sslRootCert().isEmpty() ? "" : ", sslrootcert: " + yaml(node.sslRootCert());
        made(inventory()).make("""
                projects:
                  - id: %s
                    name: %s
                    domain: %s
                    instances:
                      - id: %s
                        name: %s
                        region: local
                        %s
                        nodes:
                          - { id: %s, name: %s_node0, role: master,
                              host: %s, port: %d, database: %s,
                              user: %s, password: %s, sslmode: %s%s,
                              log: { source: sql%s } }
                """.formatted(
                        ids.project(),
                        PROJECT,
                        DOMAIN,
                        ids.instance(),
                        name,
                        version.map(known -> "version: " + yaml(known)).orElse("# version: \"17\""),
                        ids.node(),
                        name,
                        yaml(node.host()),
                        node.port(),
                        yaml(node.database()),
                        yaml(node.user()),
                        yaml("${file:" + nodePassword + "}"),
                        node.sslMode(),
                        certificate,
                        logPath.map(path -> ", path: " + yaml(path)).orElse("")));
    }

    void writeEnvironment(URI endpoint, Optional<SampleInstance> sample) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("LOGFERRY_ENDPOINT", endpoint.toString());
        lines.put("OS_AUTH_URL", endpoint + "/v3");
        lines.put("OS_USERNAME", USER);
        lines.put("OS_PASSWORD", password.value());
        lines.put("OS_USER_DOMAIN_NAME", DOMAIN);
        lines.put("OS_PROJECT_ID", ids.project().value());
        lines.put("OS_PROJECT_NAME", PROJECT);
        lines.put("OS_PROJECT_DOMAIN_NAME", DOMAIN);
        lines.put("LOGFERRY_INSTANCE_ID", ids.instance().value());
        sample.ifPresent(instance -> {
            lines.put("LOGFERRY_SAMPLE_LOG_DIR", instance.logDirectory().toString());
            lines.put("LOGFERRY_SAMPLE_DSN", instance.server().dsn());
        });
        PrivateFiles.write(
                environment(),
                lines.entrySet().stream()
                        .map(line -> line.getKey() + "=" + shell(line.getValue()) + "\n")
                        .collect(Collectors.joining()));
    }

    /** The text as one word for a shell. */
    static String shell(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String yaml(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
