package io.logferry.sample;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PrivateFiles;
import io.logferry.id.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The files that {@code up} writes into the home: who may log in, which instance there is, and how scripts reach it all. */
final class UpFiles {
    static final String USER = "demo";
    private static final String PROJECT = "demo";
    private static final String DOMAIN = "Default";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]*");

    private final Path home;
    private final UpIds ids;
    private final Secret password;

    /**
     * @param home absolute
     * @throws IllegalStateException where a file that it would make is there and somebody else's
     */
    UpFiles(Path home) {
        this.home = home;
        made(inventory()).requireOurs();
        made(users()).requireOurs();
        this.ids = UpIds.readOrCreate(own("ids.properties"));
        this.password = PasswordFile.readOrCreate(own("demo.password"));
    }

    Path inventory() {
        return home.resolve("inventory.yaml");
    }

    UpIds ids() {
        return ids;
    }

    Path users() {
        return home.resolve("users.yaml");
    }

    Path environment() {
        return home.resolve("up.env");
    }

    /** A file of {@code up}'s own. */
    Path own(String name) {
        return PrivateFiles.folder(ownFolder()).resolve(name);
    }

    private Path ownFolder() {
        return home.resolve("up");
    }

    private MadeFile made(Path file) {
        return new MadeFile(file, ownFolder().resolve(file.getFileName()));
    }

    /** The same at each start, as long as the password is. */
    private String passwordHash() {
        Path file = own("demo.bcrypt");
        try {
            String kept = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!kept.isEmpty() && BCrypt.checkpw(password.value(), kept)) {
                return kept;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be read", e);
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
     * @param version of its PostgreSQL, where it is known
     * @param logPath of its log, where that isn't its collector's
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

    /** As one word of a shell. */
    static String shell(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String yaml(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
