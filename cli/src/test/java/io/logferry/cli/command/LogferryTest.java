package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.cli.http.ScriptedServer;
import io.logferry.cli.terminal.Screen;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogferryTest extends CommandFixture {
    @Test
    void in_a_pipe_instances_are_rows() {
        assertThat(run("instances")).isZero();
        assertThat(screen.out()).isEqualTo("orders\t" + ID + "\tACTIVE\tHa\t18.0\t2\tnot known yet\n");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void json_prints_the_answer_unchanged() throws IOException {
        assertThat(run("instances", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(screen.out())).isEqualTo(new ObjectMapper().readTree(INSTANCES));
    }

    @Test
    void login_sends_what_keystone_expects() throws IOException {
        run("instances");
        String body = server.asked("POST /v3/auth/tokens").getFirst().body();
        assertThat(new ObjectMapper().readTree(body)).isEqualTo(new ObjectMapper().readTree("""
                {"auth":{"identity":{"methods":["password"],"password":{"user":
                   {"name":"demo","domain":{"name":"Default"},"password":"secret"}}},
                 "scope":{"project":{"name":"orders"}}}}"""));
        assertThat(server.asked("GET" + RDS + "/instances").getFirst().header("X-Auth-Token"))
                .isEqualTo("t1");
    }

    @ParameterizedTest
    @CsvSource({
        "403, DBS.280056, 3", "403, DBS.200010, 3", "404, DBS.200002, 4", "400, DBS.200086, 5", "409, DBS.200011, 5",
        "400, DBS.280001, 2", "500, DBS.108000, 7", "503, DBS.108002, 7", "429, APIGW.0308, 7", "404, APIGW.0101, 4"
    })
    void every_refusal_is_one_line_and_has_an_exit_code(int status, String code, int exitCode) {
        server.on(POST, json(status, error(code, "What was wrong."), "X-Request-Id", "r-1"));
        assertThat(run("download", "orders")).isEqualTo(exitCode);
        assertThat(screen.err())
                .hasLineCount(1)
                .contains("What was wrong.")
                .contains(code)
                .contains("r-1");
    }

    @Test
    void a_wrong_password_exits_with_3_and_says_what_to_check() {
        server.close();
        try (ScriptedServer strict = new ScriptedServer()) {
            strict.on("POST /v3/auth/tokens", json(401, "{\"error\":{\"code\":401}}"));
            environment.put("OS_AUTH_URL", strict.uri("/v3").toString());
            assertThat(run("instances")).isEqualTo(3);
        }
        assertThat(screen.err()).hasLineCount(1).contains("OS_PASSWORD").doesNotContain("secret");
    }

    @Test
    void the_message_about_a_redirect_names_its_address_and_no_second_request_is_sent() {
        server.on(POST, json(301, "", "Location", "https://rds.example/"));
        assertThat(run("download", "orders")).isEqualTo(7);
        assertThat(screen.err()).hasLineCount(1).contains("https://rds.example/", "LOGFERRY_ENDPOINT");
    }

    @Test
    void an_unknown_instance_exits_with_4_and_a_suggestion() {
        assertThat(run("download", "order")).isEqualTo(4);
        assertThat(screen.err()).contains("did you mean 'orders'?");
    }

    @Test
    void an_expired_token_is_replaced() {
        server.on(
                "GET" + RDS + "/tasklist",
                json(401, error("APIGW.0301", "expired")),
                json(200, "{\"total_count\":0,\"tasks\":[]}"));
        assertThat(run("jobs", "--instance", "orders")).isZero();
        assertThat(server.asked("POST /v3/auth/tokens")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', true", // unscoped, for example from single sign-on
        "'\"project\":{\"id\":\"1\",\"name\":\"shop\",\"domain\":{\"id\":\"d\",\"name\":\"Default\"}}', true",
        "'\"project\":{\"id\":\"1\",\"name\":\"orders\",\"domain\":{\"id\":\"e\",\"name\":\"Other\"}}', true",
        "'\"project\":{\"id\":\"0483b6b16e954cb88930a360d2c4e663\",\"name\":\"orders\",\"domain\":{\"id\":\"d\",\"name\":\"Default\"}}', false"
    })
    void a_token_of_another_project_is_exchanged_for_one_of_the_named_project(String project, boolean exchanged)
            throws IOException {
        environment.put("OS_TOKEN", "given");
        environment.put("OS_PROJECT_DOMAIN_NAME", "Default");
        environment.put("LOGFERRY_ENDPOINT", server.uri("").toString());
        server.on("GET /v3/auth/tokens", json(200, "{\"token\":{" + project + "}}"));
        assertThat(run("instances")).isZero();
        assertThat(server.asked("GET" + RDS + "/instances").getFirst().header("X-Auth-Token"))
                .isEqualTo(exchanged ? "t1" : "given");
        assertThat(server.asked("POST /v3/auth/tokens")).hasSize(exchanged ? 1 : 0);
        if (exchanged) {
            assertThat(new ObjectMapper()
                            .readTree(server.asked("POST /v3/auth/tokens")
                                    .getFirst()
                                    .body()))
                    .isEqualTo(new ObjectMapper().readTree("""
                            {"auth":{"identity":{"methods":["token"],"token":{"id":"given"}},
                             "scope":{"project":{"name":"orders","domain":{"name":"Default"}}}}}"""));
        }
    }

    @Test
    void commands_in_a_refusal_are_lines_to_copy() {
        server.on(
                POST,
                json(
                        409,
                        error(
                                "DBS.200011",
                                "Node a doesn't let the login read its log: run there, in the database postgres:\\nGRANT a TO b;\\n"
                                        + "GRANT c TO d;\\nAnother operation is being performed on the DB instance or the DB instance is faulty."),
                        "X-Request-Id",
                        "r-1"));
        assertThat(run("download", "orders")).isEqualTo(5);
        assertThat(screen.err()).isEqualTo("""
                logferry: Node a doesn't let the login read its log: run there, in the database postgres: (DBS.200011, request r-1)
                    GRANT a TO b;
                    GRANT c TO d;
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "READABLE, readable, false",
        "UNREADABLE, not readable, true",
        "PARTLY, partly readable, true",
        "UNKNOWN, not known yet, false"
    })
    void the_list_says_whether_a_log_can_be_read(String state, String words, boolean why) {
        String more = "\"log_status\":\"" + state + "\",\"log_unreadable_since\":\""
                + (why ? "2026-11-24T07:00:00+0000" : "") + "\",\"log_unreadable_reason\":\""
                + (why ? "Node orders_node0 is down: start it.\\nsystemctl start postgresql" : "") + "\",\"nodes\":[";
        server.close();
        try (ScriptedServer other = new ScriptedServer()) {
            other.on(
                            "POST /v3/auth/tokens",
                            json(201, "{\"token\":{\"project\":{\"id\":\"" + PROJECT + "\"}}}", "X-Subject-Token", "t"))
                    .on("GET" + RDS + "/instances", json(200, INSTANCES.replace("\"nodes\":[", more)));
            environment.put("OS_AUTH_URL", other.uri("/v3").toString());
            environment.put("LOGFERRY_ENDPOINT", other.uri("").toString());
            screen = Screen.plain(100);
            assertThat(run("instances")).isZero();
        }
        assertThat(screen.out()).contains("NAME ", " LOG\n", words + "\n");
        assertThat(screen.err())
                .isEqualTo(
                        why
                                ? "orders: log " + words
                                        + " since 2026-11-24T07:00:00+0000: Node orders_node0 is down: start it.\n"
                                        + "    systemctl start postgresql\n"
                                : "");
    }
}
