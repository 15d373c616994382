package io.logferry.identity.keystone;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Keystone for all tests of this JVM, started at the first call (some ten seconds) and gone with the JVM.
 *
 * <pre>{@code
 * TestKeystone keystone = TestKeystone.shared();
 * String project = keystone.createProject();
 * TestKeystone.User user = keystone.createUser();
 * keystone.grant(user, project, "reader");
 * String token = keystone.logIn(user, project);
 * }</pre>
 */
public final class TestKeystone {
    private static final String READY = "READY";
    private static final Map<String, String> DEFAULT_DOMAIN = Map.of("id", "default");

    private final Map<String, String> environment;
    private final String adminToken;

    private TestKeystone(Map<String, String> environment) {
        this.environment = environment;
        Map<String, Object> user = Map.of(
                "name", environment.get("OS_USERNAME"),
                "domain", DEFAULT_DOMAIN,
                "password", environment.get("OS_PASSWORD"));
        this.adminToken = token(
                user, Map.of("project", Map.of("name", environment.get("OS_PROJECT_NAME"), "domain", DEFAULT_DOMAIN)));
    }

    public record User(String id, String name, String password) {}

    private static final class Shared {
        private static final TestKeystone INSTANCE = new TestKeystone(start());
    }

    /** Skips the test where Keystone can't be had: its packages are Debian's. */
    public static TestKeystone shared() {
        if (!isInstalled("keystone-manage")) {
            Assumptions.assumeTrue(
                    isInstalled("apt-get"), "Keystone is not installed, and can't be: its packages are Debian's");
            throw new AssertionError("Keystone is not installed. ./dev test installs it, or: apt-get install keystone");
        }
        return Shared.INSTANCE;
    }

    /** Of its Identity v3, without a slash at the end. */
    public URI url() {
        return URI.create(environment.get("OS_AUTH_URL"));
    }

    /** @return its id */
    public String createProject(String name) {
        return admin().body(Map.of("project", Map.of("name", name, "domain_id", "default")))
                .post("/projects")
                .then()
                .statusCode(201)
                .extract()
                .path("project.id");
    }

    public String createProject() {
        return createProject("project-" + UUID.randomUUID());
    }

    public void disableProject(String project) {
        admin().body(Map.of("project", Map.of("enabled", false)))
                .patch("/projects/" + project)
                .then()
                .statusCode(200);
    }

    public User createUser() {
        String name = "user-" + UUID.randomUUID();
        String password = UUID.randomUUID().toString();
        String id = admin().body(Map.of("user", Map.of("name", name, "password", password, "domain_id", "default")))
                .post("/users")
                .then()
                .statusCode(201)
                .extract()
                .path("user.id");
        return new User(id, name, password);
    }

    /** @param role reader, member or admin; each implies those before it */
    public void grant(User user, String project, String role) {
        admin().put(grantOf(user, project, role)).then().statusCode(204);
    }

    public void takeBack(User user, String project, String role) {
        admin().delete(grantOf(user, project, role)).then().statusCode(204);
    }

    /** @return a token of the project */
    public String logIn(User user, String project) {
        return token(credentials(user), Map.of("project", Map.of("id", project)));
    }

    /** @return a token of no project */
    public String logInUnscoped(User user) {
        return token(credentials(user), "unscoped");
    }

    /** @return the administrator's token of the whole system */
    public String logInToSystem() {
        return token(
                Map.of(
                        "name", environment.get("OS_USERNAME"),
                        "domain", DEFAULT_DOMAIN,
                        "password", environment.get("OS_PASSWORD")),
                Map.of("system", Map.of("all", true)));
    }

    public void revoke(String token) {
        admin().header("X-Subject-Token", token).delete("/auth/tokens").then().statusCode(204);
    }

    /** How many tokens it was asked about since it was started, by whomever. */
    public long validations() {
        try (Stream<String> lines = Files.lines(Path.of(environment.get("KEYSTONE_REQUEST_LOG")))) {
            return lines.filter(line -> line.contains("GET /v3/auth/tokens")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String grantOf(User user, String project, String role) {
        String id =
                admin().queryParam("name", role).get("/roles").then().extract().path("roles[0].id");
        return "/projects/%s/users/%s/roles/%s".formatted(project, user.id(), id);
    }

    private static Map<String, Object> credentials(User user) {
        return Map.of("id", user.id(), "password", user.password());
    }

    private String token(Map<String, Object> user, Object scope) {
        Map<String, Object> identity = Map.of("methods", new String[] {"password"}, "password", Map.of("user", user));
        ValidatableResponse answer = request()
                .body(Map.of("auth", Map.of("identity", identity, "scope", scope)))
                .post("/auth/tokens")
                .then()
                .statusCode(201);
        return answer.extract().header("X-Subject-Token");
    }

    private RequestSpecification admin() {
        return request().header("X-Auth-Token", adminToken);
    }

    private RequestSpecification request() {
        return given().baseUri(url().toString()).contentType("application/json");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Map<String, String> start() {
        Path script = Path.of("src/test/keystone/run.sh").toAbsolutePath();
        try {
            Process process = new ProcessBuilder(script.toString())
                    .redirectErrorStream(true)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
            return untilReady(process);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> untilReady(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Map<String, String> environment = new HashMap<>();
        StringBuilder others = new StringBuilder();
        Optional<String> line = Optional.ofNullable(lines.readLine());
        while (line.isPresent() && !line.get().equals(READY)) {
            String[] pair = line.get().split("=", 2);
            if (pair.length == 2) {
                environment.put(pair[0], pair[1]);
            }
            others.append(line.get()).append('\n');
            line = Optional.ofNullable(lines.readLine());
        }
        if (line.isEmpty()) {
            throw new AssertionError("Keystone did not start:\n" + others);
        }
        return environment;
    }

    /** It ends with its standard input. */
    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
