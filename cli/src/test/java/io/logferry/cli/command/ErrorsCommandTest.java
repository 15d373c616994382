package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.cli.terminal.Screen;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsCommandTest extends CommandFixture {
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
}
