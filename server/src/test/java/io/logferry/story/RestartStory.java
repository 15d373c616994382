package io.logferry.story;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.logferry.embedded.TestPostgres;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after the server ended, in whatever way. */
class RestartStory {
    @TempDir
    private Path folder;

    @Test
    void a_token_survives_a_kill_minus_nine_and_a_stop() {
        Fleet fleet = new Fleet(folder);
        fleet.add(Fleet.Instance.of(
                "orders", Fleet.Node.sql("master", TestPostgres.shared().server())));
        fleet.write();
        try (RunningServer server = RunningServer.on(folder.resolve("home"), fleet.settings())) {
            String token = logIn(server, fleet);

            server.kill();
            server.restart();
            assertThatTokenIsValid(server, token);

            assertThat(server.terminate()).isIn(0, 143);
            assertThat(folder.resolve("home/state/postmaster.pid")).doesNotExist();
            server.restart();
            assertThatTokenIsValid(server, token);
        }
    }

    private static String logIn(RunningServer server, Fleet fleet) {
        Map<String, Object> user =
                Map.of("name", Fleet.USER, "domain", Map.of("name", "Default"), "password", Fleet.PASSWORD);
        Map<String, Object> identity = Map.of("methods", new String[] {"password"}, "password", Map.of("user", user));
        Map<String, Object> scope =
                Map.of("project", Map.of("id", fleet.project().value()));
        return to(server)
                .contentType("application/json")
                .body(Map.of("auth", Map.of("identity", identity, "scope", scope)))
                .post("/v3/auth/tokens")
                .then()
                .statusCode(201)
                .extract()
                .header("X-Subject-Token");
    }

    private static void assertThatTokenIsValid(RunningServer server, String token) {
        to(server)
                .header("X-Auth-Token", token)
                .header("X-Subject-Token", token)
                .get("/v3/auth/tokens")
                .then()
                .statusCode(200)
                .body("token.user.name", equalTo(Fleet.USER));
    }

    private static RequestSpecification to(RunningServer server) {
        return given().baseUri(server.endpoint().toString());
    }
}
