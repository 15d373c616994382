package io.logferry.cli.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real Keystone, the command logs in with the same clouds as openstackclient, and to the same project. */
class CloudsStory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** YAML would read it as a number. */
    private static final String PASSWORD = "0x1F";

    @TempDir
    private static Path folder;

    private static Process keystone;
    private static Process service;
    private static final Map<String, String> KEYSTONE = new HashMap<>();
    private static String project = "";
    private static URI endpoint;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/keystone-manage")), "Keystone is Debian's");
        keystone = new ProcessBuilder(Path.of("../server/src/test/keystone/run.sh")
                        .toAbsolutePath()
                        .toString())
                .redirectError(folder.resolve("keystone-errors").toFile())
                .start();
        BufferedReader lines = keystone.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); !"READY".equals(line); line = lines.readLine()) {
            assertThat(line).as("the end of Keystone, see keystone-errors").isNotNull();
            String[] pair = line.split("=", 2);
            KEYSTONE.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        project = aProjectWithAlice();
        endpoint = aServiceForIt();
    }

    @AfterAll
    static void stop() throws Exception {
        for (Process process : new Process[] {service, keystone}) {
            if (process != null) {
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
        }
    }

    private static String aProjectWithAlice() throws Exception {
        String admin = token("""
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s","domain":{"id":"default"},"password":"%s"}}},
                 "scope":{"project":{"name":"%s","domain":{"id":"default"}}}}}""".formatted(
                        KEYSTONE.get("OS_USERNAME"), KEYSTONE.get("OS_PASSWORD"), KEYSTONE.get("OS_PROJECT_NAME")));
        String id = post("/projects", admin, "{\"project\":{\"name\":\"shop\",\"domain_id\":\"default\"}}")
                .at("/project/id")
                .asText();
        String user = post(
                        "/users",
                        admin,
                        "{\"user\":{\"name\":\"alice\",\"domain_id\":\"default\",\"password\":\"" + PASSWORD + "\"}}")
                .at("/user/id")
                .asText();
        String role = JSON.readTree(
                        send(request("/roles?name=member", admin).GET()).body())
                .at("/roles/0/id")
                .asText();
        send(request("/projects/" + id + "/users/" + user + "/roles/" + role, admin)
                .PUT(BodyPublishers.noBody()));
        String alice = token(loginOfAlice("{\"project\":{\"id\":\"" + id + "\"}}"));
        post(
                "/users/" + user + "/application_credentials",
                alice,
                "{\"application_credential\":{\"name\":\"reader\",\"secret\":\"change-me\"}}");
        return id;
    }

    private static String loginOfAlice(String scope) {
        return """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"alice","domain":{"id":"default"},"password":"%s"}}},
                 "scope":%s}}""".formatted(PASSWORD, scope);
    }

    private static URI aServiceForIt() throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.writeString(logs.resolve("postgresql.log"), "2026-11-28 08:00:00 UTC [1] LOG:  here\n");
        Path inventory = folder.resolve("inventory.yaml");
        Files.writeString(inventory, """
                projects:
                  - id: %s
                    name: shop
                    domain: Default
                    instances:
                      - id: 3d39c18788b54a919bab633874c159dfin03
                        name: orders
                        nodes:
                          - { id: 06f1c2ad57604ae89e153e4d27f4e4b8no03, name: orders_node0, role: master, log: { source: directory, path: "%s" } }
                """.formatted(project, logs));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("logferry.server.jar"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service-output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGFERRY_") || name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "LOGFERRY_HOME", folder.resolve("home").toString(),
                        "LOGFERRY_PORT", Integer.toString(port),
                        "LOGFERRY_BIND", "127.0.0.1",
                        "LOGFERRY_INVENTORY", inventory.toString(),
                        "LOGFERRY_IDENTITY_KIND", "keystone",
                        "LOGFERRY_IDENTITY_KEYSTONE_URL", KEYSTONE.getOrDefault("OS_AUTH_URL", "")));
        service = builder.start();
        URI address = URI.create("http://127.0.0.1:" + port);
        await("the service; it said what is in service-output")
                .atMost(Duration.ofMinutes(3))
                .failFast(() -> !service.isAlive())
                .ignoreExceptions()
                .until(() -> HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                                .statusCode()
                        < 500);
        return address;
    }

    private static final String LOGIN = """
            x-login: &login
              auth_url: %s
              username: alice
              password: %s
              user_domain_name: Default
              project_domain_name: Default
            secret: &secret change-me
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth: {<<: *login, project_name: shop}",
                "auth: {<<: *login, tenant_name: shop}",
                "<<: {auth: *login}\n    project-name: shop",
                "auth: {<<: *login, project_name: shop}\n    auth_type: v3password\n    region_name: RegionOne",
                "auth_type: v3applicationcredential\n    auth: {auth_url: URL, username: alice, user_domain_name: Default, application_credential_name: reader, application_credential_secret: *secret}",
            })
    void a_cloud_that_openstackclient_accepts_is_accepted(String cloud) throws Exception {
        write("clouds.yaml", clouds(cloud));
        bothComeToTheProject(Map.of("OS_CLOUD", "dev"));
    }

    @Test
    void a_password_from_secure_yaml_and_a_file_in_another_folder_are_used() throws Exception {
        write("my-clouds.yaml", clouds("auth: {<<: *login, project_name: shop, password: wrong}"));
        write("secure.yaml", "clouds: {dev: {auth: {password: '" + PASSWORD + "'}}}\n");
        try {
            bothComeToTheProject(Map.of(
                    "OS_CLOUD",
                    "dev",
                    "OS_CLIENT_CONFIG_FILE",
                    folder.resolve("my-clouds.yaml").toString()));
        } finally {
            Files.delete(folder.resolve("secure.yaml"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OS_PROJECT_NAME", "OS_TENANT_NAME"})
    void an_unscoped_token_is_exchanged_for_one_of_the_named_project(String variable) throws Exception {
        Files.deleteIfExists(folder.resolve("clouds.yaml"));
        bothComeToTheProject(Map.of(
                "OS_AUTH_URL",
                KEYSTONE.getOrDefault("OS_AUTH_URL", ""),
                "OS_AUTH_TYPE",
                "v3token",
                "OS_TOKEN",
                token(loginOfAlice("\"unscoped\"")),
                variable,
                "shop",
                "OS_PROJECT_DOMAIN_NAME",
                "Default"));
    }

    private static String clouds(String cloud) {
        String url = KEYSTONE.getOrDefault("OS_AUTH_URL", "");
        return LOGIN.formatted(url, "'" + PASSWORD + "'") + "clouds:\n  dev:\n    " + cloud.replace("URL", url) + "\n";
    }

    private static void bothComeToTheProject(Map<String, String> environment) throws Exception {
        assertThat(openstackclient(environment)).isEqualTo(project);
        Map<String, String> own = new HashMap<>(environment);
        own.put("LOGFERRY_ENDPOINT", endpoint.toString());
        own.put("HOME", folder.toString());
        Person.Running instances = new Person(folder, own).types("logferry instances");
        assertThat(instances.exitCode()).as(instances::err).isZero();
        assertThat(instances.out()).startsWith("orders\t3d39c18788b54a919bab633874c159dfin03\t");
    }

    /** @return the id of the project that it logs in to */
    private static String openstackclient(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        new ArrayList<>(List.of("openstack", "token", "issue", "-f", "value", "-c", "project_id")))
                .directory(folder.toFile())
                .redirectError(folder.resolve("openstack-errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("HOME", folder.toString(), "no_proxy", "127.0.0.1"));
        Process client = builder.start();
        String printed = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(client.waitFor())
                .as(() -> read(folder.resolve("openstack-errors")))
                .isZero();
        return printed;
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String token(String login) throws Exception {
        HttpResponse<String> answer = send(request("/auth/tokens", "").POST(BodyPublishers.ofString(login)));
        return answer.headers().firstValue("X-Subject-Token").orElseThrow();
    }

    private static JsonNode post(String path, String token, String body) throws Exception {
        return JSON.readTree(
                send(request(path, token).POST(BodyPublishers.ofString(body))).body());
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(KEYSTONE.get("OS_AUTH_URL") + path))
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("X-Auth-Token", token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer;
    }
}
