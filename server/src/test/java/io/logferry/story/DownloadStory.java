package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.source.HostileLog;
import io.logferry.source.LogServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ask, poll, download: what comes is the log, byte for byte, and every field of the answers is as the page has it. */
class DownloadStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Api READER = SHARED.api();
    private static final Duration LINK_TTL = Duration.ofMinutes(5);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void the_downloaded_bytes_are_the_log_files() throws Exception {
        try (LogServer server = LogServer.start(folder, Map.of())) {
            byte[] first = "its end is no line".getBytes(StandardCharsets.UTF_8);
            server.older("postgresql-2026-01-03_000000.log", first, 4000);
            server.older("postgresql-2026-01-02_000000.log", new byte[0], 3000);
            server.older("postgresql-2026-01-01_000000.log", HostileLog.bytes(), 2000);
            server.older("not-a-log.txt", "never to be taken".getBytes(StandardCharsets.UTF_8), 2500);
            server.older(".hidden.log", "never to be taken".getBytes(StandardCharsets.UTF_8), 2500);
            server.say("the last words");
            Fleet.Instance instance =
                    SHARED.add(Fleet.Instance.of("hostile", Fleet.Node.sql("master", server.postgres())));

            JsonNode file = READER.finished(instance.id()).get("list").get(0);
            byte[] downloaded = Links.bytes(file.get("file_link").textValue());

            ByteArrayOutputStream older = new ByteArrayOutputStream();
            older.writeBytes(first);
            older.writeBytes(HostileLog.bytes());
            byte[] written = Files.readAllBytes(server.written("stderr"));
            assertThat(downloaded).startsWith(older.toByteArray());
            byte[] rest = Arrays.copyOfRange(downloaded, older.size(), downloaded.length);
            assertThat(new String(rest, StandardCharsets.UTF_8))
                    .contains("the last words")
                    .endsWith("\n");
            assertThat(written).startsWith(rest);
            assertThat(file.get("file_size").textValue()).isEqualTo(String.valueOf(downloaded.length));
            assertThat(file.get("file_sha256").textValue()).isEqualTo(Links.sha256(downloaded));
        }
    }

    @Test
    void the_first_answer_has_every_field() {
        Fleet.Instance instance = SHARED.instance("fields", "LOG:  one line\n");
        String nodeName = instance.nodeName(instance.nodes().getFirst());

        Instant asked = Instant.now();
        JsonNode first = READER.download(instance.id()).ok();
        JsonNode begun = onlyEntry(first, "CREATING");
        String workflow = text(begun, "workflow_id");
        String fileName = text(begun, "file_name");
        assertThat(workflow).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(text(begun, "status")).isEqualTo("EXPORTING");
        assertThat(text(begun, "file_size")).isEqualTo("0");
        assertThat(text(begun, "file_link")).isEmpty();
        assertThat(text(begun, "file_sha256")).isEmpty();
        assertThat(text(begun, "node_name")).isEqualTo(nodeName);
        Instant created = millis(begun, "create_at");
        assertThat(created).isBetween(asked.minusSeconds(1), Instant.now().plusSeconds(1));
        assertThat(millis(begun, "update_at")).isAfterOrEqualTo(created);
        assertThat(fileName).isEqualTo(READER.project() + "_errorlog_download_" + STAMP.format(created));

        JsonNode done = onlyEntry(READER.finished(instance.id()), "FINISH");
        assertThat(text(done, "workflow_id")).isEqualTo(workflow);
        assertThat(text(done, "file_name")).isEqualTo(fileName);
        assertThat(text(done, "status")).isEqualTo("SUCCESS");
        assertThat(text(done, "file_size")).isEqualTo("15");
        assertThat(text(done, "file_sha256"))
                .isEqualTo(Links.sha256("LOG:  one line\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(text(done, "node_name")).isEqualTo(nodeName);
        assertThat(millis(done, "create_at")).isBetween(created, millis(done, "update_at"));
        assertLink(text(done, "file_link"), workflow + "/" + fileName, millis(done, "update_at"));
    }

    private static JsonNode onlyEntry(JsonNode answer, String status) {
        assertThat(Answer.fieldsOf(answer)).containsExactlyInAnyOrder("list", "status", "count");
        assertThat(text(answer, "status")).isEqualTo(status);
        assertThat(answer.get("count").isInt()).isTrue();
        assertThat(answer.get("count").intValue()).isEqualTo(1);
        assertThat(answer.get("list").isArray()).isTrue();
        assertThat(answer.get("list").size()).isEqualTo(1);
        JsonNode entry = answer.get("list").get(0);
        assertThat(Answer.fieldsOf(entry))
                .containsExactlyInAnyOrder(
                        "workflow_id",
                        "file_name",
                        "status",
                        "file_size",
                        "file_link",
                        "create_at",
                        "update_at",
                        "node_name",
                        "file_sha256");
        return entry;
    }

    private static String text(JsonNode object, String field) {
        assertThat(object.get(field).isTextual()).as(field + " of " + object).isTrue();
        return object.get(field).textValue();
    }

    private static Instant millis(JsonNode object, String field) {
        assertThat(object.get(field).isIntegralNumber())
                .as(field + " of " + object)
                .isTrue();
        return Instant.ofEpochMilli(object.get(field).longValue());
    }

    private static void assertLink(String link, String workflowAndFile, Instant signed) {
        URI uri = URI.create(link);
        assertThat(uri.getPath()).isEqualTo("/logferry/" + READER.project() + "/" + workflowAndFile);
        assertThat(uri.getRawQuery())
                .matches(
                        "AWSAccessKeyId=[A-Z0-9]+&Expires=[0-9]+&response-cache-control=no-cache%2Cno-store&Signature=[A-Za-z0-9%]+");
        long expires = Long.parseLong(uri.getQuery().replaceAll(".*Expires=([0-9]+).*", "$1"));
        // the last second in which it is valid
        assertThat(expires).isEqualTo(signed.plus(LINK_TTL).getEpochSecond());
    }

    @Test
    void an_interrupted_download_resumes_where_it_stopped() throws Exception {
        String log = "LOG:  0123456789\n".repeat(10_000);
        Fleet.Instance instance = SHARED.instance("resumed", log);
        JsonNode file = READER.finished(instance.id()).get("list").get(0);
        String link = text(file, "file_link");

        HttpResponse<byte[]> whole = Links.get(link);
        assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(whole, "Content-Length")).isEqualTo(String.valueOf(log.length()));
        assertThat(header(whole, "Cache-Control")).isEqualTo("no-cache,no-store");
        assertThat(header(whole, "Content-Disposition"))
                .startsWith("attachment; filename=")
                .contains(text(file, "file_name"));
        String etag = header(whole, "ETag");
        assertThat(etag).matches("\".+\"");

        HttpResponse<byte[]> rest = Links.get(link, "Range", "bytes=70001-", "If-Range", etag);
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(header(rest, "Content-Range")).isEqualTo("bytes 70001-" + (log.length() - 1) + "/" + log.length());
        assertThat(new String(rest.body(), StandardCharsets.UTF_8)).isEqualTo(log.substring(70001));
        assertThat(Links.get(link, "Range", "bytes=-5").body()).isEqualTo("6789\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Links.get(link, "Range", "bytes=70001-", "If-Range", "\"another\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Links.get(link, "Range", "bytes=" + log.length() + "-").statusCode())
                .isEqualTo(416);
        // a link that is signed afresh is of the same file
        String renewed = text(READER.finished(instance.id()).get("list").get(0), "file_link");
        assertThat(Links.get(renewed, "Range", "bytes=70001-", "If-Range", etag).statusCode())
                .isEqualTo(206);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void each_node_has_a_file_and_the_primary_comes_first() throws Exception {
        SharedServer.LoggedNode replica = SHARED.loggedNode("slave");
        SharedServer.LoggedNode primary = SHARED.loggedNode("master");
        Files.writeString(replica.log().resolve("a.log"), "of the replica\n");
        Files.writeString(primary.log().resolve("a.log"), "of the primary\n");
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("pair", replica.node(), primary.node()));

        JsonNode answer = READER.finished(instance.id());

        assertThat(answer.get("count").intValue()).isEqualTo(2);
        List<String> logs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            JsonNode file = answer.get("list").get(i);
            Fleet.Node node = i == 0 ? primary.node() : replica.node();
            assertThat(text(file, "node_name")).isEqualTo(instance.nodeName(node));
            assertThat(text(file, "file_name"))
                    .matches(READER.project() + "_" + node.id() + "_errorlog_download_[0-9]{17}");
            assertThat(text(file, "workflow_id"))
                    .isEqualTo(text(answer.get("list").get(0), "workflow_id"));
            logs.add(new String(Links.bytes(text(file, "file_link")), StandardCharsets.UTF_8));
        }
        assertThat(logs).containsExactly("of the primary\n", "of the replica\n");

        JsonNode one = READER.ended(
                instance.id(),
                "{\"node_id_list\":[\"%s\"]}".formatted(replica.node().id()));
        assertThat(one.get("count").intValue()).isEqualTo(1);
        assertThat(text(one.get("list").get(0), "node_name")).isEqualTo(instance.nodeName(replica.node()));
    }

    @Test
    void if_one_node_fails_the_file_of_the_other_is_available() throws Exception {
        SharedServer.LoggedNode primary = SHARED.loggedNode("master");
        Files.writeString(primary.log().resolve("a.log"), "of the primary\n");
        Fleet.Node refused = Fleet.Node.sql("slave", SHARED.node().postgres(), "postgres", "wrong-password");
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("half", primary.node(), refused));

        JsonNode answer = READER.ended(instance.id());

        assertThat(text(answer, "status")).isEqualTo("FAILED");
        JsonNode stored = answer.get("list").get(0);
        assertThat(text(stored, "status")).isEqualTo("SUCCESS");
        assertThat(Links.bytes(text(stored, "file_link"))).asString().isEqualTo("of the primary\n");
        JsonNode failed = answer.get("list").get(1);
        assertThat(text(failed, "status")).isEqualTo("FAILED");
        assertThat(text(failed, "file_link")).isEmpty();
        assertThat(text(failed, "file_size")).isEqualTo("0");
        assertThat(text(failed, "file_sha256")).isEmpty();

        JsonNode job = READER.job(text(failed, "workflow_id")).ok().get("job");
        assertThat(text(job, "status")).isEqualTo("Failed");
        assertThat(text(job, "process")).isEmpty();
        assertThat(text(job, "fail_reason"))
                .contains(instance.nodeName(refused))
                .doesNotContain("127.0.0.1")
                .doesNotContain("FATAL");
    }

    @Test
    void a_task_shows_what_the_workflow_did() {
        Fleet.Instance instance = SHARED.instance("told", "LOG:  told\n");
        String workflow = text(READER.finished(instance.id()).get("list").get(0), "workflow_id");

        JsonNode answer = READER.job(workflow).ok();

        assertThat(Answer.fieldsOf(answer)).containsExactly("job");
        JsonNode job = answer.get("job");
        assertThat(Answer.fieldsOf(job))
                .containsExactlyInAnyOrder(
                        "id", "name", "status", "created", "ended", "process", "instance", "entities", "notes");
        assertThat(text(job, "id")).isEqualTo(workflow);
        assertThat(text(job, "name")).isEqualTo("DownloadErrorLog");
        assertThat(text(job, "status")).isEqualTo("Completed");
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000";
        assertThat(text(job, "created")).matches(time);
        assertThat(text(job, "ended")).matches(time).isGreaterThanOrEqualTo(text(job, "created"));
        assertThat(text(job, "process")).isEmpty();
        assertThat(job.get("instance").toString())
                .isEqualTo("{\"id\":\"%s\",\"name\":\"told\"}".formatted(instance.id()));
        assertThat(job.get("entities").toString()).isEqualTo("{}");
        assertThat(job.get("notes").isArray()).isTrue();
    }

    @Test
    void a_request_with_a_workflow_id_starts_no_export() {
        Fleet.Instance instance = SHARED.instance("renewed", "LOG:  once\n");
        Fleet.Instance another = SHARED.instance("another", "LOG:  other\n");
        JsonNode finished = READER.finished(instance.id());
        String workflow = text(finished.get("list").get(0), "workflow_id");
        String body = "{\"workflow_id\":\"%s\"}".formatted(workflow);

        JsonNode renewed = onlyEntry(READER.download(instance.id(), body).ok(), "FINISH");

        assertThat(text(renewed, "workflow_id")).isEqualTo(workflow);
        assertThat(millis(renewed, "update_at"))
                .isAfterOrEqualTo(millis(finished.get("list").get(0), "update_at"));
        assertThat(Links.bytes(text(renewed, "file_link"))).asString().isEqualTo("LOG:  once\n");
        READER.download(another.id(), body).error(400, "DBS.200543");
        READER.download(instance.id(), "{\"workflow_id\":\"00000000-0000-0000-0000-000000000000\"}")
                .error(400, "DBS.200543");
    }

    @Test
    void an_empty_log_is_a_file_of_zero_bytes() throws Exception {
        Fleet.Instance instance = SHARED.instance("empty", "");
        JsonNode file = READER.finished(instance.id()).get("list").get(0);
        assertThat(text(file, "file_size")).isEqualTo("0");
        assertThat(text(file, "file_sha256")).isEqualTo(Links.sha256(new byte[0]));
        assertThat(Links.bytes(text(file, "file_link"))).isEmpty();
    }

    @Test
    void files_are_in_the_order_of_their_modification_and_rotation() throws Exception {
        SharedServer.LoggedNode node = SHARED.loggedNode("master");
        Instant hour = Instant.now().minusSeconds(3600);
        write(node.log().resolve("z.log"), "1\n", hour);
        write(node.log().resolve("a.log.2"), "2\n", hour.plusSeconds(10));
        write(node.log().resolve("a.log.1"), "3\n", hour.plusSeconds(10));
        write(node.log().resolve("a.log"), "4\n", hour.plusSeconds(20));
        Fleet.Node globbed = node.node().withLogIn(node.log().resolve("*.log*"));
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("rotated", globbed));
        JsonNode file = READER.finished(instance.id()).get("list").get(0);
        assertThat(Links.bytes(text(file, "file_link"))).asString().isEqualTo("1\n2\n3\n4\n");
    }

    private static void write(Path file, String content, Instant modified) throws Exception {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }
}
