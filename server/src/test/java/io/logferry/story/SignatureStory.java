package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.identity.signature.RequestSigner.Dialect;
import io.logferry.identity.signature.RequestSigner.Draft;
import io.logferry.identity.signature.RequestSigner.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever signs requests with an access key needs no token, and no request can be changed on its way. */
class SignatureStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Duration TOO_LONG = Duration.ofMinutes(16);

    private static Fleet.Instance instance;
    private static String instances;
    private static String download;

    @BeforeAll
    static void start() {
        instance = SHARED.instance("signed", "ERROR:  signed\n");
        instances = "/v3/" + SHARED.fleet().project() + "/instances";
        download = instances + "/" + instance.id() + "/errorlog-download";
    }

    @ParameterizedTest
    @EnumSource
    void a_signed_request_is_answered_like_one_with_a_token(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        JsonNode found = caller.get(instances, new Parameter("name", "signed"), new Parameter("limit", "1"))
                .ok();
        assertThat(found.get("instances").get(0).get("id").textValue())
                .isEqualTo(instance.id().value());
        for (String body : List.of("", "{}", "{\"level\":\"ERROR\"}")) {
            assertThat(caller.post(download, body).ok().get("list").size()).isEqualTo(1);
        }
        assertThat(caller.get("/v3/" + SHARED.fleet().project() + "/tasklist")
                        .ok()
                        .get("total_count")
                        .intValue())
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void the_resource_reads_the_body_that_was_signed(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        assertThat(caller.post(download, "{\"level\":\"LOUD\"}").error(400, "DBS.280001"))
                .contains("level");
        caller.post(download, "{").error(400, "DBS.280001");
        caller.post(download, "\"" + "x".repeat(65_000) + "\"").error(400, "DBS.280001");
        caller.post(download, "{\"a\":\"" + "x".repeat(70_000) + "\"}").error(413, "DBS.280001");
    }

    @ParameterizedTest
    @EnumSource
    void a_signed_content_type_may_be_nonsense(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        for (String type : List.of("json", "text", "a b/c")) {
            Draft draft = new Draft(
                    "POST",
                    caller.endpoint().getRawAuthority(),
                    download,
                    List.of(),
                    Map.of("Content-Type", type),
                    "{\"level\":\"ERROR\"}");
            caller.send(draft).ok();
            refused(caller.send(draft, with(caller.sign(draft, Instant.now()), "content-type", type + "x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_signed_request_with_any_change_is_refused(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        Draft get = caller.draft("GET", instances, List.of(new Parameter("limit", "1")), "");
        Map<String, String> headers = caller.sign(get, Instant.now());
        caller.send(get, headers).ok();
        caller.send(get, headers).ok();

        refused(caller.withSecret("another").send(get));
        refused(caller.send(caller.draft("GET", instances, List.of(new Parameter("limit", "2")), ""), headers));
        refused(caller.send(caller.draft("GET", instances, List.of(), ""), headers));
        refused(caller.send(
                caller.draft("GET", "/v3/" + SHARED.fleet().project() + "/tasklist", get.query(), ""), headers));
        refused(caller.send(caller.draft("GET", instances, get.query(), "{}"), headers));
        refused(caller.send(get, with(headers, "content-type", "text/plain")));
        refused(caller.send(get, with(headers, "x-sdk-date", "20261124T071237Z")));
        refused(caller.send(get, with(headers, "x-sdk-content-sha256", "UNSIGNED-PAYLOAD")));

        Draft post = caller.draft("POST", download, List.of(), "{\"level\":\"ERROR\"}");
        Map<String, String> signedPost = caller.sign(post, Instant.now());
        caller.send(post, signedPost).ok();
        refused(caller.send(caller.draft("POST", download, List.of(), "{\"level\":\"PANIC\"}"), signedPost));
        refused(caller.send(caller.draft("POST", download, List.of(), ""), signedPost));
    }

    @ParameterizedTest
    @EnumSource
    void an_old_request_is_refused_when_it_is_sent_again(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        Draft get = caller.draft("GET", instances, List.of(), "");
        Instant now = Instant.now();
        assertThat(refused(caller.send(get, caller.sign(get, now.minus(TOO_LONG)))))
                .contains("15 minutes");
        assertThat(refused(caller.send(get, caller.sign(get, now.plus(TOO_LONG)))))
                .contains("15 minutes");
        caller.send(get, caller.sign(get, now.minus(Duration.ofMinutes(13)))).ok();
    }

    @Test
    void the_project_in_the_path_decides_and_needs_a_role() {
        SignedCaller caller = caller(Fleet.USER, Dialect.ACCESS);
        SignedCaller neighbour = caller(Fleet.NEIGHBOUR, Dialect.CREDENTIAL);
        neighbour.get(instances).error(403, "DBS.280056");
        caller.get("/v3/" + "f".repeat(32) + "/instances").error(403, "DBS.280056");
        caller.get("/v3/rubbish/instances").error(400, "DBS.280001");
        caller(Fleet.GUEST, Dialect.ACCESS).get(instances).error(403, "DBS.200010");

        Draft get = caller.draft("GET", instances, List.of(), "");
        Map<String, String> headers = caller.sign(get, Instant.now());
        caller.send(
                        get,
                        with(
                                headers,
                                "x-project-id",
                                SHARED.fleet().otherProject().value()))
                .ok();
        Draft signed = new Draft(
                get.method(),
                get.host(),
                get.path(),
                get.query(),
                Map.of("X-Project-Id", SHARED.fleet().otherProject().value()),
                get.body());
        caller.send(signed).ok();
        neighbour.send(signed).error(403, "DBS.280056");
    }

    @Test
    void a_token_takes_precedence_over_a_signature() {
        SignedCaller caller = caller(Fleet.USER, Dialect.ACCESS);
        Draft get = caller.draft("GET", instances, List.of(), "");
        Map<String, String> headers = caller.sign(get, Instant.now());
        assertThat(caller.send(get, with(headers, "x-auth-token", "rubbish")).error(401, "APIGW.0301"))
                .contains("X-Auth-Token");
        Map<String, String> wrong = caller.withSecret("another").sign(get, Instant.now());
        caller.send(get, with(wrong, "x-auth-token", SHARED.api().token())).ok();
        caller.send(get, Map.of("authorization", "Basic c3Rvcnk6c3Rvcnk=")).error(401, "APIGW.0301");
    }

    @ParameterizedTest
    @EnumSource
    void discovery_is_the_same_with_a_signature_and_with_a_token(Dialect dialect) {
        SignedCaller caller = caller(Fleet.USER, dialect);
        String project = SHARED.fleet().project().value();
        assertThat(ids(caller.get("/v3/projects", new Parameter("name", Fleet.PROJECT_NAME)), "projects"))
                .containsExactly(project);
        assertThat(ids(caller.get("/v3/projects", new Parameter("name", "other")), "projects"))
                .isEmpty();
        assertThat(ids(caller.get("/v3/auth/projects"), "projects")).containsExactly(project);
        assertThat(ids(caller.get("/v3/auth/domains", new Parameter("name", "Default")), "domains"))
                .containsExactly("default");
        assertThat(ids(caller.get("/v3/auth/domains", new Parameter("name", "Other")), "domains"))
                .isEmpty();

        // The Go client names the project in a header that it adds after signing.
        Draft catalog = caller.draft("GET", "/v3/auth/catalog", List.of(), "");
        Map<String, String> headers = caller.sign(catalog, Instant.now());
        for (Map<String, String> sent : List.of(headers, with(headers, "x-project-id", project))) {
            JsonNode services = caller.send(catalog, sent).ok().get("catalog");
            assertThat(services.findValuesAsText("type")).contains("rdsv3");
            assertThat(services.get(0).get("endpoints").get(0).get("url").textValue())
                    .isEqualTo(SHARED.server().endpoint() + "/v3/" + project);
        }
        Answer elsewhere = caller.send(
                catalog,
                with(headers, "x-project-id", SHARED.fleet().otherProject().value()));
        assertThat(elsewhere.status()).isEqualTo(403);
    }

    @Test
    void refusals_of_discovery_have_the_form_of_keystone() {
        SignedCaller caller = caller(Fleet.USER, Dialect.ACCESS);
        for (String path : List.of("/v3/projects", "/v3/auth/projects", "/v3/auth/domains", "/v3/auth/catalog")) {
            Answer answer = caller.withSecret("another").get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.json().get("error").get("title").textValue()).isEqualTo("Unauthorized");
            assertThat(answer.json().get("error").get("message").textValue()).contains("access key");
        }
        assertThat(caller.send(caller.draft("GET", "/v3/projects", List.of(), "x".repeat(70_000)))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void checks_are_counted_by_their_outcome() {
        caller(Fleet.USER, Dialect.ACCESS).get(instances).ok();
        refused(caller(Fleet.USER, Dialect.ACCESS).withSecret("another").get(instances));
        assertThat(SHARED.api().get("/q/metrics").body())
                .contains("logferry_signature_checks_total{outcome=\"valid\"}")
                .contains("logferry_signature_checks_total{outcome=\"refused\"}");
    }

    private static SignedCaller caller(String user, Dialect dialect) {
        return SignedCaller.of(SHARED, user, dialect);
    }

    private static String refused(Answer answer) {
        return answer.error(401, "APIGW.0301");
    }

    private static List<String> ids(Answer answer, String field) {
        return answer.ok().get(field).findValuesAsText("id");
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new TreeMap<>(headers);
        changed.put(name, value);
        return changed;
    }
}
