package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link gives its file to whoever holds it, as it was signed and as long as it was signed for, and nothing else. */
class LinkStory {
    private static final SharedServer SHARED = SharedServer.get();

    @TempDir
    private Path folder;

    @Test
    void a_link_with_any_change_is_refused() {
        String link = link("tampered");
        assertThat(Links.bytes(link)).asString().isEqualTo("LOG:  tampered\n");
        for (String changed : List.of(
                link.replace("_errorlog_", "_errorloh_"),
                link.replaceFirst("/[0-9a-f]{32}/", "/" + "f".repeat(32) + "/"),
                link.replaceFirst("/[0-9a-f-]{36}/", "/00000000-0000-0000-0000-000000000000/"),
                link.replaceFirst("AWSAccessKeyId=[A-Z0-9]{4}", "AWSAccessKeyId=AAAA"),
                link.replaceFirst("Expires=([0-9]+)", "Expires=9$1"),
                link.replaceFirst("Expires=[0-9]", "Expires=2"),
                link.replaceFirst("Signature=[^&]{2}", "Signature=AA"),
                link.replaceFirst("Signature=", "Signature=A"))) {
            Links.refused(changed, 403, "SignatureDoesNotMatch");
        }
        for (String lacking : List.of(
                link.substring(0, link.indexOf('?')),
                link.replaceFirst("&Signature=[^&]*", ""),
                link.replaceFirst("&Expires=[0-9]+", ""),
                link.replaceFirst("AWSAccessKeyId=[^&]*&", ""),
                link.replaceFirst("Expires=[0-9]+", "Expires="),
                link.replaceFirst("Expires=[0-9]+", "Expires=-1"),
                link.replaceFirst("Expires=[0-9]+", "Expires=99999999999999999999"))) {
            assertForbidden(lacking);
        }
        for (String other : List.of(
                link.replace("no-cache%2Cno-store", "public"),
                link.replaceFirst("&response-cache-control=[^&]*", ""),
                link + "&response-content-type=text%2Fhtml",
                link + "&Expires=9999999999",
                link.replaceFirst("/logferry/", "/another/"),
                link.replaceFirst("/logferry/", "/another/../logferry/"))) {
            assertForbidden(other);
        }
    }

    private static void assertForbidden(String link) {
        HttpResponse<byte[]> answer = Links.get(link);
        assertThat(answer.statusCode()).as(link).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/xml");
        assertThat(answer.body()).asString().containsPattern("<Code>(AccessDenied|SignatureDoesNotMatch)</Code>");
    }

    @Test
    void no_path_leads_out_of_the_store() {
        String signed = link("inside").replaceFirst(".*\\?", "?");
        for (String path : List.of(
                "/logferry/../../inventory.yaml",
                "/logferry/..%2f..%2finventory.yaml",
                "/logferry/%2e%2e/%2e%2e/inventory.yaml",
                "/logferry//etc/passwd",
                "/logferry/a%00b",
                "/logferry/",
                "/logferry",
                "/logferry/.incoming/",
                "/logferry/%zz")) {
            Answer answer = RawRequest.get(SHARED.server().endpoint(), path + signed);
            assertThat(answer.status()).as(path + ": " + answer).isIn(403, 404);
            assertThat(answer.header("X-Request-Id")).isNotBlank();
        }
    }

    @Test
    void head_answers_like_get_and_other_methods_are_refused() throws Exception {
        String link = link("looked_at");
        HttpResponse<byte[]> get = Links.get(link);
        HttpResponse<byte[]> head = Links.head(link);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Length", "ETag", "Content-Disposition", "Content-Type", "Accept-Ranges")) {
            assertThat(head.headers().firstValue(name)).isEqualTo(get.headers().firstValue(name));
        }
        var post = Api.send(HttpRequest.newBuilder(URI.create(link)).POST(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void a_link_of_a_removed_file_answers_no_such_key() throws Exception {
        String link = link("removed");
        Files.delete(Path.of(SHARED.store() + URI.create(link).getPath()));
        Links.refused(link, 404, "NoSuchKey");
    }

    @Test
    void a_link_expires_and_its_file_is_removed_after_the_retention() throws Exception {
        TestPostgres.Database state = TestPostgres.shared().empty();
        Fleet fleet = new Fleet(folder);
        SharedServer.LoggedNode node = SHARED.loggedNode("master");
        Files.writeString(node.log().resolve("a.log"), "LOG:  short-lived\n");
        Fleet.Instance instance = fleet.add(Fleet.Instance.of("short_lived", node.node()));
        Map<String, String> settings = new HashMap<>(fleet.write().settings());
        settings.putAll(Map.of(
                "logferry.database.url", state.jdbcUrl(),
                "logferry.database.username", state.user(),
                "logferry.database.password", state.password(),
                "logferry.link.ttl", "PT2S",
                "logferry.export.retention", "PT4S"));
        try (RunningServer server = RunningServer.on(folder.resolve("home"), settings)) {
            Api caller = Api.of(server, fleet);
            JsonNode file = caller.finished(instance.id()).get("list").get(0);
            String link = file.get("file_link").textValue();
            await().until(() -> Links.get(link).statusCode() == 403);
            Links.refused(link, 403, "AccessDenied");

            String renewal =
                    "{\"workflow_id\":\"%s\"}".formatted(file.get("workflow_id").textValue());
            JsonNode renewed = caller.download(instance.id(), renewal).ok();
            assertThat(renewed.get("status").textValue()).isEqualTo("FINISH");
            assertThat(Links.bytes(renewed.get("list").get(0).get("file_link").textValue()))
                    .asString()
                    .isEqualTo("LOG:  short-lived\n");

            Path store = server.home().resolve("store/logferry");
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                expireNow(state);
                return filesIn(store).isEmpty();
            });
            caller.download(instance.id(), renewal).error(400, "DBS.200543");
            caller.job(file.get("workflow_id").textValue()).ok();
        }
    }

    /** The task that expires exports runs each minute; here it is due at once. */
    static void expireNow(TestPostgres.Database state) {
        state.jdbi()
                .useHandle(handle -> handle.execute("UPDATE scheduled_tasks SET execution_time = now()"
                        + " WHERE task_name = 'expire-exports' AND NOT picked"));
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String link(String name) {
        Fleet.Instance instance = SHARED.instance(name, "LOG:  " + name + "\n");
        JsonNode answer = SHARED.api().finished(instance.id());
        return answer.get("list").get(0).get("file_link").textValue();
    }
}
