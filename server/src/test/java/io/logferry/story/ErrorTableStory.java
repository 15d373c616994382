package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of errors in docs/api.md, and the order of the checks. */
class ErrorTableStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final String MALFORMED = "no-id";
    private static final String HOST = "127.0.0.1";

    private static Api reader;
    private static InstanceId instance;

    @BeforeAll
    static void start() {
        reader = SHARED.api();
        instance = SHARED.instance("orders", "LOG:  hello\n").id();
    }

    @Test
    void without_a_valid_token_every_call_is_refused() {
        reader.withoutToken().download(instance).error(401, "APIGW.0301");
        String valid = reader.token();
        String half = valid.substring(0, valid.length() / 2);
        char last = valid.charAt(valid.length() / 2);
        String other = half + (last == 'A' ? 'B' : 'A') + valid.substring(half.length() + 1);
        for (String wrong : List.of(
                "", "rubbish", half, other, valid + "x", "x".repeat(9000), "x".repeat(50_000), "a.b.c", "null")) {
            Api caller = reader.withToken(wrong);
            caller.download(instance).error(401, "APIGW.0301");
            caller.job("rubbish").error(401, "APIGW.0301");
            caller.get("/v3/rubbish/instances").error(401, "APIGW.0301");
        }
    }

    @Test
    void a_revoked_token_is_refused_at_once() {
        Api caller = reader.as(Fleet.USER, Fleet.PROJECT_NAME);
        caller.download(instance).ok();
        Api.send(caller.request("/v3/auth/tokens")
                .header("X-Subject-Token", caller.token())
                .DELETE());
        caller.download(instance).error(401, "APIGW.0301");
    }

    @Test
    void the_route_is_checked_before_the_token_and_the_token_before_the_shape() {
        Api nobody = reader.withoutToken();
        nobody.get("/v3/" + reader.project() + "/nothing").error(404, "APIGW.0101");
        nobody.get(nobody.downloadPath(instance)).error(405, "APIGW.0101");
        Api.send(nobody.request("/v3/p/instances/i/errorlog-download").POST(BodyPublishers.ofString("{")))
                .error(401, "APIGW.0301");
    }

    @Test
    void a_url_of_any_length_gets_an_error_of_the_api() {
        String lengthy = "x".repeat(50_000);
        reader.job(lengthy).error(400, "DBS.280001");
        reader.get("/v3/" + reader.project() + "/" + lengthy).error(404, "APIGW.0101");
        reader.get("/v3/" + reader.project() + "/instances?name=" + lengthy).ok();
    }

    @Test
    void the_shape_is_checked_before_the_project() {
        Api neighbour = reader.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME);
        assertThat(Api.send(neighbour
                                .request("/v3/" + MALFORMED + "/instances/" + instance + "/errorlog-download")
                                .POST(BodyPublishers.noBody()))
                        .error(400, "DBS.280001"))
                .contains("project_id");
        assertThat(Api.send(neighbour.request(reader.downloadPath(MALFORMED)).POST(BodyPublishers.noBody()))
                        .error(400, "DBS.280404"))
                .contains("instance_id");
        neighbour.download(instance, "[]").error(400, "DBS.280001");
        neighbour.job("no-uuid").error(400, "DBS.280001");
        neighbour.get("/v3/" + reader.project() + "/instances?limit=0").error(400, "DBS.280001");
        neighbour.get("/v3/" + reader.project() + "/tasklist?limit=51").error(400, "DBS.280001");
    }

    @Test
    void a_token_of_another_project_or_of_no_project_is_refused() {
        for (Api caller : List.of(reader.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME), reader.unscoped())) {
            caller.download(instance).error(403, "DBS.280056");
            caller.download(InstanceId.random()).error(403, "DBS.280056");
            caller.job("00000000-0000-0000-0000-000000000000").error(403, "DBS.280056");
            caller.get("/v3/" + reader.project() + "/instances").error(403, "DBS.280056");
        }
        reader.at(ProjectId.random()).download(instance).error(403, "DBS.280056");
    }

    @Test
    void the_role_is_checked_before_the_instance() {
        Api guest = reader.as(Fleet.GUEST, Fleet.PROJECT_NAME);
        guest.download(instance).error(403, "DBS.200010");
        guest.download(InstanceId.random()).error(403, "DBS.200010");
        guest.at(SHARED.fleet().otherProject()).download(instance).error(403, "DBS.280056");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-id",
                "3d39c18788b54a919bab633874c159df",
                "3d39c18788b54a919bab633874c159dfno03",
                "3d39c18788b54a919bab633874c159dfin3",
                "3d39c18788b54a919bab633874c159dgin03",
                "%20",
                "3d39c18788b54a919bab633874c159dfin03%0a",
                "..%2f..%2fetc"
            })
    void an_instance_id_of_the_wrong_shape_is_refused(String id) {
        assertThat(Api.send(reader.request(reader.downloadPath(id)).POST(BodyPublishers.noBody()))
                        .error(400, "DBS.280404"))
                .contains("instance_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "0483B6B16E954CB88930A360D2C4E663", "0483b6b16e954cb88930a360d2c4e66", "%00"})
    void a_project_id_of_the_wrong_shape_is_refused(String id) {
        assertThat(reader.get("/v3/" + id + "/jobs?id=00000000-0000-0000-0000-000000000000")
                        .error(400, "DBS.280001"))
                .contains("project_id");
    }

    @Test
    void an_instance_of_another_project_is_answered_like_an_unknown_instance() {
        Fleet.Instance theirs = SHARED.fleet()
                .addToOtherProject(
                        Fleet.Instance.of("theirs", SHARED.loggedNode("master").node()));
        SHARED.writeFleet();
        Api neighbour = reader.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME)
                .at(SHARED.fleet().otherProject());
        await().until(() -> neighbour.download(theirs.id()).status() != 404);
        InstanceId nowhere = InstanceId.random();
        String foreign = reader.download(theirs.id()).error(404, "DBS.200002");
        String unknown = reader.download(nowhere).error(404, "DBS.200002");
        assertThat(foreign.replace(theirs.id().value(), "ID")).isEqualTo(unknown.replace(nowhere.value(), "ID"));
        reader.download(new InstanceId(nowhere.value().replace("in03", "in01"))).error(404, "DBS.200002");
    }

    @Test
    void instance_ids_are_case_sensitive() {
        InstanceId capitals = new InstanceId(instance.value().substring(0, 32).toUpperCase(Locale.ROOT) + "in03");
        reader.download(capitals).error(404, "DBS.200002");
        assertThat(reader.get("/v3/" + reader.project() + "/tasklist?instance_id=" + capitals)
                        .ok()
                        .get("total_count")
                        .intValue())
                .isZero();
    }

    @Test
    void an_inactive_instance_is_refused_even_if_it_has_a_current_workflow() {
        Fleet.Instance frozen = SHARED.instance("frozen", "LOG:  brr\n");
        reader.finished(frozen.id());
        SHARED.add(frozen.withStatus("FROZEN"));
        assertThat(reader.download(frozen.id()).error(400, "DBS.200086")).contains("FROZEN");
        SHARED.add(frozen.withStatus("STORAGE FULL"));
        assertThat(reader.download(frozen.id()).error(400, "DBS.200086")).contains("STORAGE FULL");
        SHARED.add(frozen);
        reader.download(frozen.id()).ok();
    }

    @Test
    void an_instance_whose_node_is_down_is_faulty_and_the_answer_names_the_node_but_not_the_host() throws Exception {
        int nobodysPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobodysPort = free.getLocalPort();
        }
        assertFaulty("down", SHARED.loggedNode("master").node().withPort(nobodysPort));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            assertFaulty("silent", SHARED.loggedNode("master").node().withPort(silent.getLocalPort()));
        }
    }

    @Test
    void if_the_node_refuses_the_login_the_answer_says_what_to_do() throws Exception {
        Fleet.Node wrong = Fleet.Node.sql("master", SHARED.node().postgres(), "postgres", "wrong-password");
        assertThat(assertFaulty("refusing", wrong)).contains("check user, password");
        String password = SHARED.node().login("mere_login").value();
        Fleet.Node powerless = Fleet.Node.sql("master", SHARED.node().postgres(), "mere_login", password);
        assertThat(assertFaulty("powerless", powerless).lines())
                .as("the command stands alone, and so it can be copied")
                .contains("psql -X -d postgres -v login=mere_login -f deploy/sql/grants.sql");
    }

    private static String assertFaulty(String name, Fleet.Node node) {
        Fleet.Instance faulty = SHARED.add(Fleet.Instance.of(name, node));
        String sentence = reader.download(faulty.id()).error(409, "DBS.200011");
        assertThat(sentence)
                .startsWith("Node " + faulty.nodeName(node) + " ")
                .endsWith("Another operation is being performed on the DB instance or the DB instance is faulty.")
                .doesNotContain(HOST)
                .doesNotContain("localhost")
                .doesNotContain(String.valueOf(node.port()))
                .doesNotContain("FATAL");
        return sentence;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t ", "{}", "  {}\n", "{\"unknown\":[1,{\"a\":null}]}"})
    void empty_bodies_of_every_form_mean_the_same_request(String body) {
        String id = workflowOf(reader.download(instance));
        assertThat(workflowOf(reader.download(instance, body))).isEqualTo(id);
        for (String type :
                List.of("application/json", "text/plain", "application/x-www-form-urlencoded", "rubbish", "a/b; c")) {
            Answer answer = Api.send(reader.request(reader.downloadPath(instance))
                    .header("Content-Type", type)
                    .header("X-Language", "zh-cn")
                    .POST(BodyPublishers.ofString(body)));
            assertThat(workflowOf(answer)).as(type).isEqualTo(id);
        }
    }

    private static String workflowOf(Answer answer) {
        return answer.ok().get("list").get(0).get("workflow_id").textValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"x\"",
                "1",
                "true",
                "{",
                "{}{}",
                "{} x",
                "{'a':1}",
                "{\"a\":1,}",
                "\u0000",
                "<xml/>",
                "workflow_id=1"
            })
    void a_body_that_is_not_a_json_object_is_refused(String body) {
        assertThat(reader.download(instance, body).error(400, "DBS.280001")).contains("body");
    }

    @Test
    void a_body_that_is_not_utf8_is_refused() {
        byte[] latin1 = {'{', '"', (byte) 0xe9, '"', ':', '1', '}'};
        reader.download(instance, BodyPublishers.ofByteArray(latin1)).error(400, "DBS.280001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workflow_id\":1}",
                "{\"workflow_id\":null}",
                "{\"workflow_id\":\"no-uuid\"}",
                "{\"workflow_id\":[]}",
                "{\"start_time\":\"yesterday\"}",
                "{\"start_time\":1.5}",
                "{\"start_time\":true}",
                "{\"end_time\":{}}",
                "{\"end_time\":\"2026-11-24\"}",
                "{\"end_time\":1e400}",
                "{\"start_time\":99999999999999999999999}",
                "{\"level\":\"LOUD\"}",
                "{\"level\":5}",
                "{\"node_id_list\":\"x\"}",
                "{\"node_id_list\":[1]}",
                "{\"node_id_list\":[\"x\"]}",
                "{\"node_id_list\":[\"00000000000000000000000000000000no03\"]}",
                "{\"compression\":\"zip\"}",
                "{\"compression\":false}"
            })
    void the_refusal_names_the_field_with_the_wrong_type_or_value(String body) {
        String field = body.substring(2, body.indexOf('"', 2));
        assertThat(reader.download(instance, body).error(400, "DBS.280001")).contains(field);
    }

    @Test
    void a_body_that_is_too_large_is_refused_in_every_transfer_encoding() {
        byte[] fits = padded(64 * 1024);
        byte[] larger = padded(64 * 1024 + 1);
        byte[] huge = padded(20 << 20);
        reader.download(instance, BodyPublishers.ofByteArray(fits)).ok();
        for (byte[] body : List.of(larger, huge)) {
            reader.download(instance, BodyPublishers.ofByteArray(body)).error(413, "DBS.280001");
            // of unknown length: chunked
            reader.download(instance, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                    .error(413, "DBS.280001");
        }
    }

    private static byte[] padded(int length) {
        return ("{}" + " ".repeat(length - 2)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_deeply_nested_body_does_no_harm() {
        Answer answer = reader.download(instance, "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}");
        assertThat(answer.status()).isIn(200, 400);
    }

    @Test
    void a_task_of_another_project_is_answered_like_an_unknown_task() {
        reader.job("00000000-0000-0000-0000-000000000000").error(400, "DBS.200543");
        String theirs = workflowOf(reader.download(instance));
        reader.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME)
                .at(SHARED.fleet().otherProject())
                .job(theirs)
                .error(400, "DBS.200543");
        assertThat(reader.get("/v3/" + reader.project() + "/jobs").error(400, "DBS.280001"))
                .contains("id");
        reader.job("").error(400, "DBS.280001");
        reader.job("no-uuid").error(400, "DBS.280001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/v3/nothing",
                "/v2.0/tokens",
                "//x",
                "/v3//instances",
                "/v3/../x",
                "/v3/%zz",
                "/%00",
                "/%c0%af",
                "/v3/a/b/c/d/e/f",
                "/v3;a=b",
                "/v3;a=b/auth/tokens",
                "/v3/projects;a=b",
                "/v3/0483b6b16e954cb88930a360d2c4e663;a=b/instances",
                "/index.php?x=%zz",
                "/.env"
            })
    void an_unknown_path_gets_an_error_of_the_api(String path) {
        RawRequest.get(reader.endpoint(), path).error(404, "APIGW.0101");
    }

    @Test
    void a_body_that_arrives_byte_by_byte_is_cut_off() throws Exception {
        RawRequest.dripUntilCutOff(reader.endpoint(), "/v3/auth/tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=%zz", "id=%", "id=[]{}|^", "%zz", "id=%00", "id", "id=%c0%af", "id=&id="})
    void a_malformed_query_gets_an_error_of_the_api(String query) {
        String path = "/v3/" + reader.project() + "/jobs?" + query;
        RawRequest.get(reader.endpoint(), path).error(401, "APIGW.0301");
        RawRequest.get(reader.endpoint(), path, "X-Auth-Token: " + reader.token())
                .error(400, "DBS.280001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"})
    void a_wrong_method_gets_the_list_of_allowed_methods(String method) {
        Answer answer = Api.send(reader.request(reader.downloadPath(instance)).method(method, BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        if (!method.equals("HEAD")) {
            answer.error(405, "APIGW.0101");
        }
        Answer post = Api.send(
                reader.request("/v3/" + reader.project() + "/jobs?id=x").POST(BodyPublishers.noBody()));
        post.error(405, "APIGW.0101");
        assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/html", "rubbish", "*/*"})
    void the_answer_is_json_for_every_accept_header(String accepted) {
        Answer answer = Api.send(reader.request("/v3/" + reader.project() + "/instances")
                .header("Accept", accepted)
                .GET());
        assertThat(answer.ok().has("instances")).isTrue();
        Api.send(reader.request(reader.downloadPath(MALFORMED))
                        .header("Accept", accepted)
                        .POST(BodyPublishers.noBody()))
                .error(400, "DBS.280404");
    }

    @Test
    void the_request_id_of_a_caller_is_kept_if_it_is_harmless() {
        Answer kept = Api.send(reader.request("/v3/nothing")
                .header("X-Request-Id", "story-1234.abc")
                .GET());
        assertThat(kept.header("X-Request-Id")).isEqualTo("story-1234.abc");
        Answer replaced = Api.send(reader.request("/v3/nothing")
                .header("X-Request-Id", "\"}<script>alert(1)</script>")
                .GET());
        assertThat(replaced.header("X-Request-Id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void without_its_state_database_the_service_answers_503_and_recovers() {
        SHARED.stopState();
        try {
            for (Answer answer : List.of(
                    reader.download(InstanceId.random()),
                    reader.download(instance),
                    reader.job("00000000-0000-0000-0000-000000000000"))) {
                if (answer.status() != 404) { // what needs no state may be answered without it
                    answer.error(503, "DBS.108002");
                    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
                }
            }
            assertThat(reader.download(instance).error(503, "DBS.108002"))
                    .doesNotContain(String.valueOf(SHARED.state().port()));
        } finally {
            SHARED.startStateAgain();
        }
        await().untilAsserted(() -> reader.finished(instance));
    }

    @Test
    void an_unexpected_failure_reveals_no_internals() throws Exception {
        rename("export", "export_away");
        try {
            String sentence = reader.download(instance).error(500, "DBS.108000");
            assertThat(sentence).contains("X-Request-Id").doesNotContain("export_away", "relation", "SQL");
        } finally {
            rename("export_away", "export");
        }
        reader.finished(instance);
    }

    private static void rename(String table, String name) throws Exception {
        try (var connection = SHARED.state().dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " RENAME TO " + name);
        }
    }
}
