package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.Page;
import io.logferry.api.error.ErrorCode;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server answers with the fields, types, words, statuses and error codes that docs/api.md lists, and with no others. */
class ApiPageStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Api READER = SHARED.api();
    private static final String PROJECT = "/v3/" + READER.project();
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final String RECORD = "%s UTC [7] ERROR:  one\n"
            .formatted(NOW.toString().replace('T', ' ').replace("Z", ""));

    private static Fleet.Instance instance;
    private static Fleet.Instance half;
    private static Fleet.Instance down;
    private static JsonNode finished;
    private static JsonNode failed;

    @BeforeAll
    static void start() throws Exception {
        instance = SHARED.instance("paged", RECORD);
        Fleet.Node refusing = Fleet.Node.sql("slave", SHARED.node().postgres(), "postgres", "wrong-password");
        half = SHARED.add(Fleet.Instance.of("paged_half", withUnreadableFile(), refusing));
        down = SHARED.add(Fleet.Instance.of("paged_down", Fleet.Node.down("master")));
        finished = READER.finished(instance.id());
        failed = READER.ended(half.id());
    }

    /** Beside its log there is a file that can't be unpacked. */
    private static Fleet.Node withUnreadableFile() throws Exception {
        SharedServer.LoggedNode node = SHARED.loggedNode("master");
        Files.writeString(node.log().resolve("a.log"), RECORD);
        Files.writeString(node.log().resolve("a.log.1.xz"), "?");
        return node.node().withLogIn(node.log().resolve("a.log*"));
    }

    @Test
    void downloads_and_tasks_have_these_fields_and_words_in_each_of_their_states() throws Exception {
        Path copy = SHARED.loggedNode("master").log().resolve("a.log.1");
        Files.writeString(copy, RECORD);
        Files.writeString(copy.resolveSibling("a.log"), RECORD);
        Fleet.Node rotating = Fleet.Node.directory("master", copy.resolveSibling("*"));
        InstanceId copied =
                SHARED.add(Fleet.Instance.of("paged_copy", rotating)).id();

        // It waits for logrotate, until the copy is gone.
        JsonNode creating = READER.download(copied).ok();
        List<JsonNode> jobs = new ArrayList<>();
        List<JsonNode> lists = new ArrayList<>();
        for (JsonNode answer : List.of(creating, finished, failed)) {
            String workflow = answer.get("list").get(0).get("workflow_id").textValue();
            jobs.add(READER.job(workflow).ok());
            lists.add(READER.get(PROJECT + "/tasklist?id=" + workflow).ok());
        }
        Files.delete(copy);
        READER.finished(copied);

        AnswerFields.of(creating, finished, failed).assertAre("download");
        AnswerFields.of(jobs.toArray(JsonNode[]::new)).assertAre("job");
        AnswerFields.of(lists.toArray(JsonNode[]::new)).assertAre("tasklist");
        assertThat(Page.API.codes("workflow-status", "`status`"))
                .isEqualTo(texts("status", creating, finished, failed));
        assertThat(Page.API.codes("file-status", "`list[].status`"))
                .isEqualTo(Stream.of(creating, finished, failed)
                        .flatMap(answer -> answer.get("list").valueStream())
                        .map(file -> file.get("status").textValue())
                        .distinct()
                        .toList());
        assertThat(Page.API.codes("task-status", "task status"))
                .isEqualTo(jobs.stream()
                        .map(job -> job.at("/job/status").textValue())
                        .toList())
                .isEqualTo(lists.stream()
                        .map(list -> list.at("/tasks/0/status").textValue())
                        .toList());
    }

    private static List<String> texts(String field, JsonNode... answers) {
        return Stream.of(answers).map(answer -> answer.get(field).textValue()).toList();
    }

    @Test
    void a_list_of_instances_has_these_fields() {
        AnswerFields.of(READER.get(PROJECT + "/instances?name=*paged").ok()).assertAre("instances");
    }

    @Test
    void logs_can_be_requested_in_each_status_as_the_page_says() {
        Map<String, Fleet.Instance> declared = new TreeMap<>();
        Page.API
                .codes("instance-status", "`status`")
                .forEach(status -> declared.put(
                        status,
                        SHARED.fleet()
                                .add(Fleet.Instance.of(
                                                "paged_as_" + status.replace(' ', '_'),
                                                instance.nodes().getFirst().withId(NodeId.random()))
                                        .withStatus(status))));
        SHARED.writeFleet();
        for (Page.Row row : Page.API.table("instance-status")) {
            Answer answer = READER.download(declared.get(row.code("`status`")).id());
            if (row.cell("may its logs be asked for?").equals("yes")) {
                answer.ok();
            } else {
                answer.error(400, "DBS.200086");
            }
        }
    }

    @Test
    void the_list_says_in_these_words_whether_a_log_can_be_read() {
        Fleet.Instance frozen = SHARED.add(
                Fleet.Instance.of("paged_unknown", Fleet.Node.down("master")).withStatus("FROZEN"));
        List<Fleet.Instance> each = List.of(instance, half, down, frozen);
        List<String> words = Page.API.codes("log-status", "`log_status`");
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(each.stream()
                                .map(one -> READER.get(PROJECT + "/instances?id=" + one.id())
                                        .ok()
                                        .at("/instances/0/log_status")
                                        .textValue()))
                        .isEqualTo(words));
    }

    @Test
    void an_error_log_has_these_fields() {
        JsonNode whole = errorLog(instance.id());
        assertThat(whole.get("error_log_list")).isNotEmpty();
        AnswerFields.of(whole, errorLog(half.id())).assertAre("errorlog");
    }

    private static JsonNode errorLog(InstanceId id) {
        String range = "?start_date=%s&end_date=%s".formatted(NOW.minusSeconds(86_400), NOW.plusSeconds(86_400));
        return READER.get(PROJECT + "/instances/" + id + "/errorlog" + range).ok();
    }

    @Test
    void each_error_has_the_status_code_and_wording_of_its_row() {
        for (ErrorCode code : ErrorCode.values()) {
            Page.Row row = Page.API.table("errors").stream()
                    .filter(one -> one.cell("HTTP").equals(String.valueOf(code.status())))
                    .filter(one -> one.code("`error_code`").equals(code.code()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("The page has no row for " + code));
            provoked(code).ifPresent(answer -> {
                assertThat(answer.error(Integer.parseInt(row.cell("HTTP")), row.code("`error_code`")))
                        .as(code.name())
                        .contains(row.cell("wording"));
                AnswerFields.of(answer.json()).assertAre("error");
            });
        }
    }

    /** Empty for those that only a service in trouble answers: ErrorTableStory breaks one. */
    private static Optional<Answer> provoked(ErrorCode code) {
        Answer answer = switch (code) {
            case NOT_AUTHENTICATED -> READER.withoutToken().download(instance.id());
            case NOT_SCOPED -> READER.unscoped().download(instance.id());
            case NOT_PERMITTED -> READER.as(Fleet.GUEST, Fleet.PROJECT_NAME).download(instance.id());
            case BAD_PARAMETER -> READER.download(instance.id(), "[]");
            case TOO_LARGE -> READER.download(instance.id(), "{}" + " ".repeat(64 * 1024 - 1));
            case BAD_INSTANCE_ID ->
                Api.send(READER.request(READER.downloadPath("no-id")).POST(BodyPublishers.noBody()));
            case NO_SUCH_INSTANCE -> READER.download(InstanceId.random());
            case NOT_ACTIVE ->
                READER.download(SHARED.add(Fleet.Instance.of("paged_frozen", Fleet.Node.down("master"))
                                .withStatus("FROZEN"))
                        .id());
            case FAULTY -> READER.download(down.id());
            case NO_SUCH_JOB -> READER.job(UUID.randomUUID());
            case NO_SUCH_API -> READER.get(PROJECT + "/nothing");
            case NO_SUCH_METHOD -> READER.get(READER.downloadPath(instance.id()));
            case TOO_FAST, SERVER_FAILURE, UNAVAILABLE -> null;
        };
        return Optional.ofNullable(answer);
    }

    @Test
    void tokens_projects_and_errors_of_the_identity_have_these_fields() {
        Api unscoped = READER.unscoped();
        AnswerFields.of(described(READER, ""), described(READER, "?nocatalog"), described(unscoped, ""))
                .assertAre("token");
        AnswerFields.of(
                        unscoped.get("/v3/auth/projects").ok(),
                        unscoped.get("/v3/projects?name=" + Fleet.PROJECT_NAME).ok())
                .assertAre("projects");
        Answer refused = READER.withoutToken().get("/v3/auth/projects");
        assertThat(refused.status()).isEqualTo(401);
        AnswerFields.of(refused.json()).assertAre("identity-error");
    }

    private static JsonNode described(Api caller, String query) {
        return Api.send(caller.request("/v3/auth/tokens" + query)
                        .header("X-Subject-Token", caller.token())
                        .GET())
                .ok();
    }

    @Test
    void the_examples_have_the_fields_that_their_tables_list() {
        for (String name : List.of("download", "job", "errorlog", "error")) {
            AnswerFields.of(Page.API.example(name)).assertAreAmongThoseOf(name);
        }
    }
}
