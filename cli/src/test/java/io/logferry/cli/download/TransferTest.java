package io.logferry.cli.download;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Http;
import io.logferry.cli.http.Proxies;
import io.logferry.cli.http.ScriptedServer;
import io.logferry.cli.http.ScriptedServer.Answer;
import io.logferry.cli.http.ScriptedServer.Asked;
import io.logferry.cli.login.CredentialSource;
import io.logferry.cli.login.Login;
import io.logferry.cli.rds.ExportFile;
import io.logferry.cli.rds.Rds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final String INSTANCE = "3d39c18788b54a919bab633874c159dfin03";
    private static final String WORKFLOW = "44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e";
    private static final String POST = "POST /v3/p/instances/" + INSTANCE + "/errorlog-download";
    private static final byte[] LOG = new byte[1_000_003];

    static {
        new Random(7).nextBytes(LOG);
    }

    @TempDir
    Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private final List<Duration> waits = new ArrayList<>();
    private final Http http = new Http(null, Proxies.ofEnvironment(Map.of()), waits::add);
    private Rds rds;
    private Path target;

    @BeforeEach
    void login() {
        Map<String, String> environment = Map.of(
                "OS_TOKEN",
                "t",
                "OS_PROJECT_ID",
                "p",
                "LOGFERRY_ENDPOINT",
                server.uri("").toString());
        CredentialSource source = new CredentialSource(environment, folder, folder, question -> Optional.empty());
        rds = new Rds(http, new Login(http, source.find(Optional.empty(), Optional.empty())));
        target = folder.resolve("orders.log");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ExportFile file(String link) {
        return new ExportFile(WORKFLOW, "export_1", "node0", "SUCCESS", LOG.length, sha256(LOG), link, 0);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private PartFile part() {
        return new PartFile(target, WORKFLOW, "logferry download orders --workflow " + WORKFLOW, line -> {});
    }

    private void download(Sink destination) {
        ExportFile file = file(server.uri("/link").toString());
        Transfer.Watcher unseen = new Transfer.Watcher() {
            @Override
            public void moved(long position) {}

            @Override
            public void waitsToTryAgain(long position) {}
        };
        try (Sink sink = destination) {
            new Transfer(http, new Links(rds, INSTANCE, file), file, sink, unseen).run();
        }
    }

    /** A server that supports ranges and breaks the connection after some bytes. */
    private static Answer serving(byte[] content, String etag, int atMost) {
        return exchange -> {
            String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
            String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
            boolean part = range.startsWith("bytes=") && (ifRange == null || ifRange.equals(etag));
            int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
            exchange.getResponseHeaders().set("ETag", etag);
            if (part) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            write(exchange, part ? 206 : 200, Arrays.copyOfRange(content, from, content.length), atMost);
        };
    }

    private static void write(HttpExchange exchange, int status, byte[] body, int atMost) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body, 0, Math.min(body.length, atMost));
    }

    private List<String> ranges() {
        return server.asked("GET /link").stream()
                .map(asked -> asked.header("Range"))
                .toList();
    }

    @Test
    void a_complete_file_gets_its_name_and_no_partial_file_remains() throws IOException {
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
        assertThat(folder.toFile().list()).containsExactly("orders.log");
    }

    @Test
    void an_interrupted_download_resumes_where_it_stopped() {
        server.on(
                "GET /link",
                serving(LOG, "\"a\"", 300_000),
                serving(LOG, "\"a\"", 300_000),
                serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
        assertThat(ranges()).hasSize(3).first().isEqualTo("");
        assertThat(ranges().subList(1, 3)).allSatisfy(range -> assertThat(range).matches("bytes=[1-9][0-9]*-"));
        assertThat(server.asked("GET /link").get(1).header("If-Range")).isEqualTo("\"a\"");
    }

    @Test
    void the_link_gets_no_token() {
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(server.asked("GET /link").getFirst().header("X-Auth-Token")).isEmpty();
    }

    @Test
    void without_ranges_the_download_starts_again() {
        Answer whole = exchange -> write(exchange, 200, LOG, LOG.length);
        server.on("GET /link", serving(LOG, "\"a\"", 300_000), whole);
        download(part());
        assertThat(target).hasBinaryContent(LOG);
    }

    @Test
    void standard_output_skips_the_bytes_it_has_if_a_server_starts_again() {
        Answer whole = exchange -> write(exchange, 200, LOG, LOG.length);
        server.on("GET /link", serving(LOG, "\"a\"", 300_000), whole);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        download(new StandardOutput(out));
        assertThat(out.toByteArray()).isEqualTo(LOG);
    }

    @Test
    void standard_output_never_gets_parts_of_two_files() {
        server.on("GET /link", serving(LOG, "\"a\"", 300_000), serving(new byte[LOG.length], "\"b\"", LOG.length));
        assertThatThrownBy(() -> download(new StandardOutput(new ByteArrayOutputStream())))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.EXPORT_FAILED));
    }

    @Test
    void an_expired_link_is_renewed_by_its_workflow_and_the_download_continues() throws IOException {
        Answer expired = json(403, "<Error><Code>AccessDenied</Code></Error>");
        server.on("GET /link", serving(LOG, "\"a\"", 300_000), expired)
                .on("GET /renewed", serving(LOG, "\"a\"", LOG.length))
                .on(POST, json(200, answer(server.uri("/renewed").toString())));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
        Asked renewal = server.asked(POST).getFirst();
        assertThat(new ObjectMapper().readTree(renewal.body()))
                .isEqualTo(new ObjectMapper().readTree("{\"workflow_id\":\"" + WORKFLOW + "\"}"));
        assertThat(server.asked("GET /renewed").getFirst().header("Range")).matches("bytes=[1-9][0-9]*-");
    }

    private static String answer(String link) {
        return "{\"list\":[{\"workflow_id\":\"" + WORKFLOW + "\",\"file_name\":\"export_1\",\"status\":\"SUCCESS\","
                + "\"file_size\":\"" + LOG.length + "\",\"file_link\":\"" + link + "\",\"file_sha256\":\"" + sha256(LOG)
                + "\",\"node_name\":\"node0\",\"create_at\":1,\"update_at\":2}],\"status\":\"FINISH\",\"count\":1}";
    }

    @Test
    void a_link_that_is_refused_again_and_again_is_not_renewed_forever() {
        server.on("GET /link", json(403, "<Error/>"))
                .on(POST, json(200, answer(server.uri("/link").toString())));
        assertThatThrownBy(() -> download(part()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED));
        assertThat(server.asked(POST)).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void files_removed_during_the_download_are_reported() {
        server.on("GET /link", json(403, "<Error/>"))
                .on(POST, json(400, "{\"error_code\":\"DBS.200543\",\"error_msg\":\"The job does not exist.\"}"));
        assertThatThrownBy(() -> download(part())).hasMessageContaining("removed");
        assertThat(server.asked(POST)).hasSize(1);
    }

    @Test
    void a_damaged_file_is_downloaded_again_once() {
        byte[] damaged = LOG.clone();
        damaged[500_000]++;
        server.on("GET /link", serving(damaged, "\"a\"", LOG.length), serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
    }

    @Test
    void a_file_that_stays_damaged_gets_no_name() {
        byte[] damaged = LOG.clone();
        damaged[500_000]++;
        server.on("GET /link", serving(damaged, "\"a\"", LOG.length));
        assertThatThrownBy(() -> download(part())).hasMessageContaining("SHA-256");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_partial_file_is_resumed() throws IOException {
        Files.write(PartFile.partOf(target, WORKFLOW), Arrays.copyOf(LOG, 400_000));
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
        assertThat(ranges()).containsExactly("bytes=400000-");
    }

    @Test
    void a_partial_file_of_another_file_does_no_harm() throws IOException {
        Files.write(PartFile.partOf(target, WORKFLOW), new byte[400_000]);
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
    }

    @Test
    void a_partial_file_that_is_too_long_does_no_harm() throws IOException {
        Files.write(PartFile.partOf(target, WORKFLOW), new byte[LOG.length + 1]);
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        download(part());
        assertThat(target).hasBinaryContent(LOG);
    }

    @Test
    void if_the_network_stays_broken_the_command_gives_up_and_keeps_the_partial_file() {
        server.on(
                "GET /link",
                serving(LOG, "\"a\"", 300_000),
                exchange -> exchange.getResponseBody().close());
        assertThatThrownBy(() -> download(part()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK))
                .hasMessageContaining("--workflow " + WORKFLOW);
        assertThat(waits).hasSizeGreaterThan(5);
        assertThat(target).doesNotExist();
        assertThat(PartFile.partOf(target, WORKFLOW)).isNotEmptyFile();
    }

    @Test
    void on_a_full_disk_the_message_says_how_to_resume() {
        PartFile part = part();
        part.close(); // so that writes fail
        assertThatThrownBy(() -> part.write(LOG, 1))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.OTHER))
                .hasMessageContaining("logferry download orders --workflow " + WORKFLOW);
    }

    @Test
    void two_commands_do_not_write_the_same_partial_file() {
        try (PartFile first = part()) {
            assertThat(first.adviceAfterFailure()).isEmpty();
        }
        server.on("GET /link", serving(LOG, "\"a\"", LOG.length));
        try (PartFile first = part()) {
            assertThat(first.begin(digest())).isZero();
            assertThatThrownBy(this::part).isInstanceOf(Failure.class);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
