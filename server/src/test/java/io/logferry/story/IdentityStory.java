package io.logferry.story;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenStack clients do before they ask for a log: discover, log in, validate, revoke. */
class IdentityStory {
    private static final String TOKENS = "/v3/auth/tokens";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        fleet = new Fleet(folder).write();
        server = RunningServer.on(folder.resolve("home"), fleet.settings());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_versions_need_no_token() {
        request()
                .get("/v3")
                .then()
                .statusCode(200)
                .body("version.id", equalTo("v3.14"))
                .body("version.status", equalTo("stable"))
                .body("version.links[0].href", equalTo(server.endpoint() + "/v3/"));
        request().get("/v3/").then().statusCode(200).body("version.id", equalTo("v3.14"));
        request()
                .accept("application/json")
                .get("/")
                .then()
                .statusCode(300)
                .body("versions.values[0].id", equalTo("v3.14"));
    }

    @Test
    void a_login_returns_a_token_and_its_description() {
        logIn("", scopeByName())
                .statusCode(201)
                .header("X-Subject-Token", not(emptyOrNullString()))
                .header("Cache-Control", "no-store")
                .body("token.methods", contains("password"))
                .body("token.user.name", equalTo(Fleet.USER))
                .body("token.user.domain.id", equalTo("default"))
                .body("token.project.id", equalTo(fleet.project().value()))
                .body("token.roles.name", contains("reader"))
                .body("token.issued_at", matchesPattern(TIME))
                .body("token.expires_at", matchesPattern(TIME))
                .body("token.catalog.type", contains("rdsv3", "identity"))
                .body("token.catalog[0].endpoints[0].url", equalTo(server.endpoint() + "/v3/" + fleet.project()))
                .body("token.catalog[1].endpoints[0].url", equalTo(server.endpoint() + "/v3"));
        logIn("?nocatalog", scopeByName()).statusCode(201).body("token", not(hasKey("catalog")));
        logIn("", "\"unscoped\"")
                .statusCode(201)
                .body("token", not(hasKey("project")))
                .body("token", not(hasKey("roles")))
                .body("token", not(hasKey("catalog")));
    }

    @Test
    void a_forged_host_changes_only_the_answer_to_its_own_request() {
        request()
                .header("Host", "evil.example")
                .get("/v3")
                .then()
                .body("version.links[0].href", equalTo("http://evil.example/v3/"));
        request().get("/v3").then().body("version.links[0].href", equalTo(server.endpoint() + "/v3/"));
    }

    @Test
    void the_holder_of_a_token_can_validate_and_revoke_it() {
        String token = token(scopeByName());
        holding(token, token).get(TOKENS).then().statusCode(200).body("token.user.name", equalTo(Fleet.USER));
        holding(token, token).head(TOKENS).then().statusCode(200);
        holding(token, "rubbish").get(TOKENS).then().statusCode(404).body("error.title", equalTo("Not Found"));

        holding(token, token).delete(TOKENS).then().statusCode(204);

        refused(holding(token, token).get(TOKENS).then(), 401, "Unauthorized")
                .header("WWW-Authenticate", startsWith("Keystone uri="));
        String another = token(scopeByName());
        holding(another, token).get(TOKENS).then().statusCode(404);
    }

    @Test
    void a_token_can_be_exchanged_for_another() {
        String unscoped = token("\"unscoped\"");
        String scoped = request()
                .body("""
                        {"auth":{"identity":{"methods":["token"],"token":{"id":"%s"}},"scope":{"project":{"id":"%s"}}}}""".formatted(unscoped, fleet.project()))
                .post(TOKENS)
                .then()
                .statusCode(201)
                .body("token.methods", contains("token", "password"))
                .extract()
                .header("X-Subject-Token");
        request().header("X-Auth-Token", scoped).get("/v3/auth/catalog").then().statusCode(200);
        refused(
                request()
                        .header("X-Auth-Token", unscoped)
                        .get("/v3/auth/catalog")
                        .then(),
                403,
                "Forbidden");
    }

    @Test
    void the_caller_can_list_projects_and_domain() {
        String token = token("\"unscoped\"");
        get(token, "/v3/auth/projects")
                .body("projects.id", contains(fleet.project().value()));
        get(token, "/v3/projects?name=" + Fleet.PROJECT_NAME)
                .body("projects.id", contains(fleet.project().value()))
                .body("links.self", equalTo(server.endpoint() + "/v3/projects"));
        get(token, "/v3/projects?name=other").body("projects", empty());
        get(token, "/v3/auth/domains").body("domains.name", contains("Default"));
    }

    @Test
    void refusals_have_the_form_of_keystone() {
        refused(request().get("/v3/auth/projects").then(), 401, "Unauthorized");
        refused(request().body(login("wrong", scopeByName())).post(TOKENS).then(), 401, "Unauthorized");
        refused(logIn("", "{\"project\":{\"id\":\"%s\"}}".formatted("f".repeat(32))), 401, "Unauthorized");
        refused(request().body("{\"auth\":").post(TOKENS).then(), 400, "Bad Request");
        refused(request().post(TOKENS).then(), 400, "Bad Request");
        refused(request().body("x".repeat(70_000)).post(TOKENS).then(), 413, "Request Entity Too Large");
        refused(request().body("{}").put(TOKENS).then(), 405, "Method Not Allowed")
                .header("Allow", "GET, HEAD, POST, DELETE");
    }

    @Test
    void an_unknown_path_or_method_is_reported() {
        refused(request().get("/v3/auth/nothing").then(), 404, "Not Found")
                .body("error.message", equalTo("There is nothing at this path."));
        request()
                .body("{}")
                .post("/")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD")
                .body("error_code", equalTo("APIGW.0101"));
    }

    @Test
    void every_answer_has_a_request_id() {
        request().get("/v3").then().header("X-Request-Id", not(emptyOrNullString()));
        request().get("/v3/auth/projects").then().header("X-Request-Id", not(emptyOrNullString()));
    }

    private static ValidatableResponse get(String token, String path) {
        return request().header("X-Auth-Token", token).get(path).then().statusCode(200);
    }

    private static ValidatableResponse refused(ValidatableResponse answer, int status, String title) {
        return answer.statusCode(status)
                .contentType("application/json")
                .body("error.code", equalTo(status))
                .body("error.title", equalTo(title))
                .body("error.message", not(emptyOrNullString()));
    }

    private static ValidatableResponse logIn(String query, String scope) {
        return request().body(login(Fleet.PASSWORD, scope)).post(TOKENS + query).then();
    }

    private static String token(String scope) {
        return logIn("", scope).statusCode(201).extract().header("X-Subject-Token");
    }

    private static String login(String password, String scope) {
        return """
                {"auth":{"identity":{"methods":["password"],"password":{"user":
                  {"name":"%s","domain":{"name":"Default"},"password":"%s"}}},"scope":%s}}""".formatted(Fleet.USER, password, scope);
    }

    private static String scopeByName() {
        return "{\"project\":{\"name\":\"%s\",\"domain\":{\"name\":\"Default\"}}}".formatted(Fleet.PROJECT_NAME);
    }

    private static RequestSpecification holding(String token, String subject) {
        return request().header("X-Auth-Token", token).header("X-Subject-Token", subject);
    }

    private static RequestSpecification request() {
        return given().baseUri(server.endpoint().toString());
    }
}
