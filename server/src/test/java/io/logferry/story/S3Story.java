package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.TestPostgres;
import io.logferry.store.Bucket;
import io.logferry.store.s3.S3Server;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in an object store: two replicas on one state database, and a real S3 server. */
class S3Story {
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final Duration LINK_TTL = Duration.ofSeconds(30);
    private static final int BYTES_PER_SECOND = 8 << 20;

    /** Parts of 8 MiB, and a moment to kill whoever sends them. */
    private static final String LARGE =
            "LOG:  a line of the log, all like each other\n".repeat(6 * BYTES_PER_SECOND / 45);

    private static final String SMALL = "LOG:  small\n";

    @TempDir
    private static Path folder;

    private static final Map<String, String> SETTINGS = new HashMap<>();
    private static S3Server s3;
    private static TestPostgres.Database state;
    private static Fleet.Instance small;
    private static Fleet.Instance large;
    private static Fleet.Instance expiring;
    private static Fleet.Instance removed;
    private static RunningServer first;
    private static RunningServer second;
    private static Api caller;

    @BeforeAll
    static void start() throws IOException {
        s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")));
        Fleet fleet = new Fleet(folder);
        small = instance(fleet, "small", SMALL);
        large = instance(fleet, "large", LARGE);
        expiring = instance(fleet, "expiring", SMALL);
        removed = instance(fleet, "removed", SMALL);
        state = TestPostgres.shared().empty();
        SETTINGS.putAll(fleet.write().settings());
        SETTINGS.put("logferry.database.url", state.jdbcUrl());
        SETTINGS.put("logferry.database.username", state.user());
        SETTINGS.put("logferry.database.password", state.password());
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(s3.settings());
        settings.put("logferry.link.ttl", LINK_TTL.toString());
        settings.put("logferry.export.retention", "PT1S");
        settings.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        first = RunningServer.on(folder.resolve("first"), settings);
        second = RunningServer.on(folder.resolve("second"), settings);
        caller = Api.of(first, fleet);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        s3.close();
    }

    private static Fleet.Instance instance(Fleet fleet, String name, String log) throws IOException {
        SharedServer.LoggedNode node = SharedServer.get().loggedNode("master");
        Files.writeString(node.log().resolve("postgresql.log"), log);
        return fleet.add(Fleet.Instance.of(name, node.node()));
    }

    @Test
    void the_object_store_serves_the_bytes_of_the_log() throws Exception {
        JsonNode file = caller.finished(small.id()).get("list").get(0);
        String link = file.get("file_link").textValue();
        assertThat(link)
                .startsWith(s3.address() + "/" + BUCKET + "/" + caller.project() + "/")
                .contains("X-Amz-Signature=");
        HttpResponse<byte[]> answer = Links.get(link);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo(SMALL);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache,no-store");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + file.get("file_name").textValue() + "\"");
        // nothing of it is served by the service itself
        assertThat(Links.get(caller.endpoint()
                                + link.substring(s3.address().toString().length()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void another_replica_takes_over_and_leaves_no_parts() throws Exception {
        String workflow = workflowOf(caller.download(large.id()).ok());
        await().until(() -> !s3.uploads(BUCKET).isEmpty());
        RunningServer busy = await().until(() -> replicaThatNames(workflow), Optional::isPresent)
                .orElseThrow();
        RunningServer idle = busy == first ? second : first;

        busy.kill();

        Api other = caller.on(idle);
        JsonNode answer = await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> other.download(large.id()).ok(),
                        one -> !one.get("status").textValue().equals("CREATING"));
        JsonNode file = answer.get("list").get(0);
        assertThat(answer.get("status").textValue()).as(answer.toString()).isEqualTo("FINISH");
        assertThat(workflowOf(answer)).isEqualTo(workflow);
        byte[] whole = LARGE.getBytes(StandardCharsets.UTF_8);
        assertThat(file.get("file_sha256").textValue()).isEqualTo(Links.sha256(whole));
        assertThat(Links.sha256(file.get("file_link").textValue())).isEqualTo(Links.sha256(whole));
        busy.restart(); // on a slow machine the link would have expired by then
        assertThat(s3.uploads(BUCKET)).isEmpty();
        assertThat(keysOf(workflow)).hasSize(1);
    }

    @Test
    void files_are_removed_when_their_last_link_has_expired() throws Exception {
        JsonNode answer = caller.finished(expiring.id());
        String workflow = workflowOf(answer);
        String link = answer.get("list").get(0).get("file_link").textValue();
        assertThat(keysOf(workflow)).hasSize(1);

        await().atMost(LINK_TTL.plusMinutes(1)).until(() -> {
            LinkStory.expireNow(state);
            return keysOf(workflow).isEmpty();
        });

        // The replica logs the removal after the objects are gone and the row is updated.
        await().untilAsserted(() -> assertThat(removalsSaid(workflow)).isEqualTo(1));
        assertThat(Links.get(link).statusCode()).isEqualTo(403);
        assertThat(caller.download(expiring.id(), "{\"workflow_id\":\"%s\"}".formatted(workflow))
                        .body())
                .contains("DBS.200543");
        assertThat(caller.job(workflow).ok().get("job").get("status").textValue())
                .isEqualTo("Completed");
        assertThat(removalsSaid(workflow)).as("by one replica").isEqualTo(1);
    }

    @Test
    void a_link_of_a_deleted_object_answers_no_such_key() {
        JsonNode answer = caller.finished(removed.id());
        String link = answer.get("list").get(0).get("file_link").textValue();
        String key = keysOf(workflowOf(answer)).getFirst();
        s3.client().deleteObject(delete -> delete.bucket(BUCKET.name()).key(key));

        HttpResponse<byte[]> gone = Links.get(link);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).asString().contains("<Code>NoSuchKey</Code>");
    }

    @Test
    void a_replica_with_a_store_of_its_own_is_refused() {
        assertThatThrownBy(() -> RunningServer.on(folder.resolve("third"), SETTINGS))
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("Logferry can't start")
                .hasMessageContaining("logferry.store.kind=s3")
                .hasMessageContaining("stop the other replica first");
    }

    private static Optional<RunningServer> replicaThatNames(String workflow) {
        return Stream.of(first, second)
                .filter(replica -> replica.process().output().contains(workflow))
                .findFirst();
    }

    private static long removalsSaid(String workflow) {
        return Stream.of(first, second)
                .flatMap(replica -> replica.process().output().lines())
                .filter(line -> line.contains("files of workflow " + workflow + " expired and are removed"))
                .count();
    }

    private static List<String> keysOf(String workflow) {
        return s3.keys(BUCKET).stream()
                .filter(key -> key.contains("/" + workflow + "/"))
                .toList();
    }

    private static String workflowOf(JsonNode answer) {
        return answer.get("list").get(0).get("workflow_id").textValue();
    }
}
