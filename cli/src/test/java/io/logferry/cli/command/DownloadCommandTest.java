package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.cli.http.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DownloadCommandTest extends CommandFixture {
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
}
