package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.cli.http.ScriptedServer;
import io.logferry.cli.terminal.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogferryTest {
    private static final String PROJECT = "0483b6b16e954cb88930a360d2c4e663";
    private static final String ID = "3d39c18788b54a919bab633874c159dfin03";
    private static final String WORKFLOW = "44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e";
    private static final String RDS = " /v3/" + PROJECT;
    private static final String POST = "POST" + RDS + "/instances/" + ID + "/errorlog-download";
    private static final String INSTANCES = """
            {"instances":[{"id":"%s","name":"orders","status":"ACTIVE","type":"Ha",
              "datastore":{"type":"PostgreSQL","version":"18","complete_version":"18.0"},
              "nodes":[{"id":"06f1c2ad57604ae89e153e4d27f4e4b8no03","name":"orders_node0","role":"master","status":"ACTIVE"},
                       {"id":"16f1c2ad57604ae89e153e4d27f4e4b8no03","name":"orders_node1","role":"slave","status":"ACTIVE"}]}],
             "total_count":1}""".formatted(ID);

    @TempDir
    Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private final Map<String, String> environment = new HashMap<>();
    private Screen screen = Screen.pipes();

    @BeforeEach
    void service() {
        environment.putAll(Map.of(
                "OS_AUTH_URL", server.uri("/v3").toString(),
                "OS_USERNAME", "demo",
                "OS_PASSWORD", "secret",
                "OS_USER_DOMAIN_NAME", "Default",
                "OS_PROJECT_NAME", "orders"));
        String token = """
                {"token":{"project":{"id":"%s","name":"orders"},"catalog":[{"type":"rdsv3","endpoints":[
                  {"interface":"public","region_id":"eu-de","url":"%s"}]}]}}""".formatted(PROJECT, server.uri("/v3/" + PROJECT));
        server.on("POST /v3/auth/tokens", json(201, token, "X-Subject-Token", "t1"));
        server.on("GET" + RDS + "/instances", json(200, INSTANCES));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                environment,
                folder,
                folder,
                screen.terminal(),
                InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z")),
                ZoneOffset.UTC,
                duration -> {});
        return Logferry.commandLine(surroundings).execute(arguments);
    }

    private static String answer(String status, String fileStatus, String link, byte[] content) {
        return "{\"list\":[{\"workflow_id\":\"" + WORKFLOW + "\",\"file_name\":\"x_errorlog_download_1\",\"status\":\""
                + fileStatus + "\",\"file_size\":\"" + content.length + "\",\"file_link\":\"" + link
                + "\",\"file_sha256\":\"" + sha256(content) + "\",\"node_name\":\"orders_node0\",\"create_at\":1,"
                + "\"update_at\":2}],\"status\":\"" + status + "\",\"count\":1}";
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String error(String code, String message) {
        return "{\"error_code\":\"" + code + "\",\"error_msg\":\"" + message + "\"}";
    }

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

    @Test
    void a_download_waits_transfers_the_file_and_names_it() {
        byte[] log = "2026-11-24 08:00:00 UTC [1] ERROR:  ✗\n".getBytes(StandardCharsets.UTF_8);
        String link = server.uri("/bucket/key").toString();
        server.on(
                        POST,
                        json(200, answer("CREATING", "EXPORTING", "", new byte[0])),
                        json(200, answer("FINISH", "SUCCESS", link, log)))
                .on("GET" + RDS + "/jobs", json(200, job("Running", "60")), json(200, job("Completed", "")))
                .on("GET /bucket/key", exchange -> ScriptedServer.send(exchange, 200, log));
        assertThat(run("download", "orders")).isZero();
        assertThat(folder.resolve("x_errorlog_download_1")).hasBinaryContent(log);
        assertThat(screen.out().strip())
                .isEqualTo(folder.resolve("x_errorlog_download_1").toString());
        assertThat(screen.err()).isEmpty();
        assertThat(server.asked(POST))
                .extracting(ScriptedServer.Asked::body)
                .containsExactly("{}", "{\"workflow_id\":\"" + WORKFLOW + "\"}");
    }

    @Test
    void in_a_pipe_notes_are_printed_even_if_the_export_was_ready() {
        byte[] log = "one\n".getBytes(StandardCharsets.UTF_8);
        String link = server.uri("/bucket/key").toString();
        server.on(POST, json(200, answer("FINISH", "SUCCESS", link, log)))
                .on("GET" + RDS + "/jobs", json(200, noted("a.log.xz is not contained")))
                .on("GET /bucket/key", exchange -> ScriptedServer.send(exchange, 200, log));
        assertThat(run("download", "orders")).isZero();
        assertThat(screen.err()).isEqualTo("logferry: note: a.log.xz is not contained\n");
        assertThat(run("links", "orders")).isZero();
        assertThat(screen.err()).isEqualTo("logferry: note: a.log.xz is not contained\n".repeat(2));
    }

    @Test
    void in_a_pipe_notes_of_a_new_export_are_printed_once() {
        server.on(
                        POST,
                        json(200, answer("CREATING", "EXPORTING", "", new byte[0])),
                        json(200, answer("FAILED", "FAILED", "", new byte[0])))
                .on("GET" + RDS + "/jobs", json(200, noted("a.log.xz is not contained")));
        assertThat(run("download", "orders")).isEqualTo(6);
        assertThat(screen.err())
                .startsWith("logferry: note: a.log.xz is not contained\n")
                .containsOnlyOnce("note:");
    }

    @Test
    void an_export_without_its_task_is_downloaded_and_the_missing_notes_are_reported() {
        byte[] log = "one\n".getBytes(StandardCharsets.UTF_8);
        String link = server.uri("/bucket/key").toString();
        server.on(POST, json(200, answer("FINISH", "SUCCESS", link, log)))
                .on("GET" + RDS + "/jobs", json(400, error("DBS.200543", "The job does not exist.")))
                .on("GET /bucket/key", exchange -> ScriptedServer.send(exchange, 200, log));
        assertThat(run("download", "orders")).isZero();
        assertThat(folder.resolve("x_errorlog_download_1")).hasBinaryContent(log);
        assertThat(screen.err()).contains("no longer knows the task " + WORKFLOW);
    }

    private static String noted(String note) {
        return job("Completed", "").replace("\"notes\":[]", "\"notes\":[\"" + note + "\"]");
    }

    private static String job(String status, String process) {
        return "{\"job\":{\"id\":\"" + WORKFLOW + "\",\"name\":\"DownloadErrorLog\",\"status\":\"" + status
                + "\",\"process\":\"" + process
                + "\",\"fail_reason\":\"orders_node0 is down: start it\",\"notes\":[]}}";
    }

    @Test
    void the_chosen_records_are_in_the_request() throws IOException {
        server.on(POST, json(200, answer("CREATING", "EXPORTING", "", new byte[0])));
        assertThat(run(
                        "links",
                        "orders",
                        "--since",
                        "2h",
                        "--until",
                        "2026-11-24T07:00:00Z",
                        "--level",
                        "error",
                        "--node",
                        "master",
                        "--gzip"))
                .isZero();
        assertThat(new ObjectMapper().readTree(server.asked(POST).getFirst().body()))
                .isEqualTo(new ObjectMapper().readTree("""
                        {"start_time":1795500000000,"end_time":1795503600000,"level":"ERROR",
                         "node_id_list":["06f1c2ad57604ae89e153e4d27f4e4b8no03"],"compression":"gzip"}"""));
    }

    @Test
    void a_failed_export_says_why_and_exits_with_6() {
        server.on(POST, json(200, answer("FAILED", "FAILED", "", new byte[0])))
                .on("GET" + RDS + "/jobs", json(200, job("Failed", "")));
        assertThat(run("download", "orders")).isEqualTo(6);
        assertThat(screen.err()).contains("orders_node0 is down: start it").hasLineCount(1);
    }

    @Test
    void the_printed_command_resumes_an_interrupted_download() {
        byte[] log = new byte[1000];
        String link = server.uri("/bucket/key").toString();
        server.on(POST, json(200, answer("FINISH", "SUCCESS", link, log)))
                .on("GET" + RDS + "/jobs", json(200, job("Completed", "")))
                .on(
                        "GET /bucket/key",
                        exchange -> {
                            exchange.sendResponseHeaders(200, log.length);
                            exchange.getResponseBody().write(log, 0, 500);
                            exchange.getResponseBody().flush();
                        },
                        json(503, "{}"));
        String endpoint = server.uri("").toString();
        assertThat(run("download", "orders", "--endpoint", endpoint, "-o", "Bob's log"))
                .isEqualTo(7);
        assertThat(screen.err())
                .hasLineCount(1)
                .contains("`logferry download orders --endpoint " + endpoint + " --workflow " + WORKFLOW + " -o '"
                        + folder + "/Bob'\\''s log'` resumes the download");
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
    void errors_are_printed_oldest_first_with_one_request_if_that_is_enough() {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"b","time":"2026-11-24T07:59:59","level":"ERROR","node_name":"orders_node0","content":"two\\n\\tlines"},
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":2}"""));
        assertThat(run("errors", "orders")).isZero();
        assertThat(screen.out()).isEqualTo("""
                2026-11-24T07:59:58Z  LOG      orders_node1  one
                2026-11-24T07:59:59Z  ERROR    orders_node0  two
                    \tlines
                """);
    }

    @Test
    void a_record_of_a_whole_minute_has_seconds_too() {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:00","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":1}"""));
        assertThat(run("errors", "orders")).isZero();
        assertThat(screen.out()).isEqualTo("2026-11-24T07:59:00Z  LOG      orders_node1  one\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances", "instances --json", "errors orders", "errors orders --follow", "--help"})
    void a_full_disk_is_a_failure(String line) {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":1}"""));
        screen = Screen.taking("No space left on device");
        assertThat(run(line.split(" "))).isEqualTo(1);
        assertThat(screen.err()).hasLineCount(1).contains("No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances", "errors orders --follow"})
    void if_the_reader_has_closed_the_pipe_only_the_exit_code_says_so(String line) {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":1}"""));
        screen = Screen.taking("Broken pipe");
        assertThat(run(line.split(" "))).isEqualTo(141);
        assertThat(screen.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "download",
                "download orders --level loud",
                "errors orders --since tomorrow",
                "download orders --since 1h --until 2h",
                "download orders -o - --json",
                "download orders -o /no/such/folder/x"
            })
    void wrong_usage_exits_with_2_and_one_line(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(screen.err()).hasLineCount(1).startsWith("logferry: ");
        assertThat(screen.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "instances ", "download ", "errors ", "links ", "jobs ", "completion "})
    void the_help_of_every_command_has_examples(String command) {
        assertThat(run((command + "--help").split(" "))).isZero();
        assertThat(screen.out()).contains("Examples:").contains("logferry " + command.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "errrors                 | unknown command 'errrors'; did you mean 'errors'? See `logferry --help`",
                "instance                | unknown command 'instance'; did you mean 'instances'? See `logferry --help`",
                "dowload orders -o x     | unknown command 'dowload'; did you mean 'download'? See `logferry --help`",
                "nonsense                | unknown command 'nonsense': see `logferry --help`",
                "errors orders more      | unexpected argument 'more': see `logferry errors --help`",
                "errors orders --lvl=LOG | unknown option '--lvl=LOG'; did you mean '--level'? See `logferry errors --help`"
            })
    void the_message_about_a_misspelt_word_suggests_the_right_one(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(screen.err()).isEqualTo("logferry: " + said + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "instances ", "download ", "errors ", "links ", "jobs ", "completion "})
    void examples_are_lines_to_copy_of_80_columns_at_most(String command) {
        screen = Screen.plain(60);
        run((command + "--help").split(" "));
        String examples = screen.out().substring(screen.out().indexOf("Examples:"));
        assertThat(examples.lines().skip(1).takeWhile(line -> !line.isEmpty()))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("  (logferry|source|#) ?.*"));
    }

    private static String entries(String more) {
        return """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node0","content":"one"}],
                 "total_record":1%s}""".formatted(more);
    }

    private static final String ONE = "2026-11-24T07:59:58Z  LOG      orders_node0  one\n";
    private static final String UNREAD = ",\"unread_nodes\":[{\"node_name\":\"orders_node1\",\"reason\":"
            + "\"Node orders_node1 doesn't let the login read its log: run there:\\nGRANT a TO b;\\nGRANT c TO d;\"}]";

    @Test
    void standard_error_and_the_exit_code_report_a_node_that_was_not_read() {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, entries(UNREAD)));
        assertThat(run("errors", "orders")).isEqualTo(8);
        assertThat(screen.out()).isEqualTo(ONE);
        assertThat(screen.err()).isEqualTo("""
                logferry: node orders_node1 was not read, so its records are missing: Node orders_node1 doesn't let the login read its log: run there:
                    GRANT a TO b;
                    GRANT c TO d;
                """);
    }

    @Test
    void json_reports_what_is_missing_as_the_service_does() throws IOException {
        String more = UNREAD + ",\"unrecognised_bytes\":7,\"truncated\":true,\"searched_from\":1795507000000";
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, entries(more)));
        assertThat(run("errors", "orders", "--json")).isEqualTo(8);
        assertThat(new ObjectMapper().readTree(screen.out())).isEqualTo(new ObjectMapper().readTree(entries(more)));
        assertThat(screen.err()).contains("orders_node1").contains("were not recognised as records");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"truncated\":true,\"searched_from\":1795507000000 | records before 2026-11-24T07:56:40Z are missing",
                "\"truncated\":true                                 | records are missing: the log is very large, and the service did not search all",
                "\"unrecognised_bytes\":12345                       | 12.3 kB of the log were not recognised as records"
            })
    void what_was_not_read_is_reported_even_in_a_pipe(String more, String said) {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, entries("," + more)));
        assertThat(run("errors", "orders")).isEqualTo(8);
        assertThat(screen.out()).isEqualTo(ONE);
        assertThat(screen.err())
                .hasLineCount(1)
                .startsWith("logferry: ")
                .contains(said, "`logferry download orders` has");
    }

    @Test
    void follow_reports_an_unread_node_when_it_changes() {
        server.on(
                "GET" + RDS + "/instances/" + ID + "/errorlog",
                json(200, entries("")), // the first query finds where to start
                json(200, entries(UNREAD)),
                json(200, entries(UNREAD)),
                json(200, entries(",\"unread_nodes\":[]")),
                json(200, entries(",\"unread_nodes\":[]")),
                json(404, error("DBS.200002", "gone")));
        assertThat(run("errors", "orders", "--follow")).isEqualTo(4);
        assertThat(screen.out()).isEqualTo(ONE);
        assertThat(screen.err())
                .containsOnlyOnce("orders_node1 was not read")
                .containsOnlyOnce("orders_node1 can be read again");
    }

    @Test
    void a_record_that_the_service_cut_is_reported() {
        server.on(
                "GET" + RDS + "/instances/" + ID + "/errorlog",
                json(200, entries("").replace("\"one\"", "\"" + "x".repeat(16000) + "…\"")));
        assertThat(run("errors", "orders")).isZero();
        assertThat(screen.err())
                .isEqualTo(
                        "logferry: 1 record is cut at 16 KiB and ends in …: `logferry download orders` has all of it\n");
    }

    @Test
    void characters_that_disguise_others_are_marks_at_a_terminal_and_unchanged_in_a_pipe() {
        String odd = "\u202ecba\u202c \u001b[31m \u200b z" + "\u0336".repeat(6);
        server.on(
                "GET" + RDS + "/instances/" + ID + "/errorlog",
                json(200, entries("").replace("\"one\"", "\"" + odd.replace("\u001b", "\\u001b") + "\"")));
        run("errors", "orders");
        assertThat(screen.out()).endsWith(odd + "\n");
        screen = Screen.plain(80);
        run("errors", "orders");
        assertThat(screen.out())
                .endsWith("<U+202E>cba<U+202C> ␛[31m <U+200B> z" + "\u0336".repeat(4) + "<U+0336><U+0336>\n");
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

    @Test
    void completion_contains_the_commands() {
        assertThat(run("completion")).isZero();
        assertThat(screen.out())
                .contains("complete -F _complete_logferry")
                .contains("download")
                .contains("--since");
    }

    @Test
    void only_terminals_get_colours() {
        screen = Screen.colourful();
        run("instances");
        assertThat(screen.out()).contains("\u001b[32mACTIVE\u001b[0m");
    }
}
