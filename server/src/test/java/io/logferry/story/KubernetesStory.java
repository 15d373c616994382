package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.KubernetesManifest;
import io.logferry.TestAuthority;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.source.LogServer;
import io.logferry.store.s3.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with the environment and the files that deploy/kubernetes/logferry.yaml gives its container, and with what a kubelet adds. */
class KubernetesStory {
    private static final ProjectId PROJECT = new ProjectId("0483b6b16e954cb88930a360d2c4e663");
    private static final InstanceId INSTANCE = new InstanceId("3d39c18788b54a919bab633874c159dfin03");
    private static final byte[] LOG = "LOG:  a line of an old log\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void a_pod_of_the_manifest_serves_a_log() throws Exception {
        KubernetesManifest manifest = KubernetesManifest.read();
        TestAuthority.Issued tls = new TestAuthority(folder).issue();
        try (LogServer node = LogServer.start(
                        folder.resolve("node"),
                        Map.of(
                                "ssl", "on",
                                "ssl_cert_file", tls.certificate().toString(),
                                "ssl_key_file", tls.key().toString()));
                S3Server s3 = S3Server.start(Files.createDirectory(folder.resolve("s3")))) {
            node.older("postgresql-2026-01-01_000000.log", LOG, 86_400);
            String password = node.postgres().dataSource("postgres").getPassword();
            manifest.files().forEach((path, text) -> write(path, changed(path, text, node, password)));
            Map<String, String> environment = environment(manifest, node, s3, password);
            try (RunningServer server = RunningServer.by(
                    List.of(Installation.in(folder.resolve("program"), "deploy/container/Containerfile")
                            .server()),
                    folder.resolve("home"),
                    environment)) {
                Api caller = Api.of(server, PROJECT, "of nobody").as("alice", "shop");
                JsonNode file = caller.finished(INSTANCE).get("list").get(0);
                String link = file.get("file_link").textValue();
                assertThat(link).startsWith(s3.address() + "/logferry/");
                assertThat(Links.bytes(link)).startsWith(LOG);
            }
        }
    }

    /** As a kubelet would set it, with what is marked CHANGE changed; ports are of this machine. */
    private Map<String, String> environment(KubernetesManifest manifest, LogServer node, S3Server s3, String password) {
        Map<String, String> environment = new HashMap<>();
        manifest.names("Service")
                .forEach(service -> environment.putAll(ServiceVariablesStory.ofService(service, "tcp", "10.96.12.34")));
        environment.putAll(manifest.environment());
        environment.replaceAll((name, value) -> value.replace("/etc/", folder.resolve("etc") + "/"));
        change(
                environment,
                "LOGFERRY_DATABASE_URL",
                "logferry-state:5432/logferry",
                "127.0.0.1:" + node.postgres().port() + "/postgres");
        environment.put("LOGFERRY_DATABASE_USERNAME", "postgres");
        environment.put("LOGFERRY_DATABASE_PASSWORD", password);
        change(
                environment,
                "LOGFERRY_STORE_S3_ENDPOINT",
                "https://s3.example.org",
                s3.address().toString());
        environment.put("LOGFERRY_STORE_S3_ACCESS_KEY", S3Server.ACCESS_KEY);
        environment.put("LOGFERRY_STORE_S3_SECRET_KEY", S3Server.SECRET_KEY);
        environment.put("LOGFERRY_HOME", folder.resolve("home").toString());
        environment.put("LOGFERRY_BIND", "127.0.0.1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // No other port was said: the variable of the Service would be it. What counts less than that says 0, as 8080
        // may be another test's.
        environment.put("JDK_JAVA_OPTIONS", ServiceVariablesStory.portBelow(folder));
        return environment;
    }

    private static void change(Map<String, String> environment, String name, String from, String to) {
        assertThat(environment.get(name)).contains(from);
        environment.put(name, environment.get(name).replace(from, to));
    }

    private String changed(String path, String text, LogServer node, String password) {
        return switch (Path.of(path).getFileName().toString()) {
            case "orders.password" -> password;
            case "pg-ca.pem" -> read(folder.resolve("authority.pem"));
            case "users.yaml" ->
                "users:\n  - { name: alice, password: \"%s\", projects: [ { id: %s, roles: [reader] } ] }\n"
                        .formatted(hash(), PROJECT.value());
            default ->
                text.replaceFirst(
                                "( +)host: orders.example.org",
                                "$1host: 127.0.0.1\n$1port: " + node.postgres().port())
                        .replace("user: logferry", "user: postgres")
                        .replace("/etc/", folder.resolve("etc") + "/");
        };
    }

    private static String hash() {
        try {
            return Bash.types(
                            Readme.ROOT,
                            "printf %s '" + Fleet.PASSWORD + "' | JAVA_HOME='" + System.getProperty("java.home")
                                    + "' deploy/bin/logferry-server hash-password")
                    .strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String path, String text) {
        Path file = folder.resolve(path.substring(1));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
