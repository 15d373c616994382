package io.logferry.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.id.InstanceId;
import io.logferry.source.LogServer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The latest records of an error log, over HTTP: what a person looks at before downloading all of it. */
class ErrorLogStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Api READER = SHARED.api();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** As the node's PostgreSQL writes times, in a zone that isn't UTC. */
    private static final DateTimeFormatter LOGGED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS z").withZone(BERLIN);

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private static Path folder;

    private static LogServer server;

    @BeforeAll
    static void start() {
        server = LogServer.start(
                folder,
                Map.of(
                        "log_timezone", "Europe/Berlin",
                        "log_line_prefix", "%t:%r:%u@%d:[%p]: ",
                        "log_min_messages", "notice",
                        "log_destination", "stderr,csvlog,jsonlog"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stderr", "csvlog", "jsonlog"})
    void records_of_a_real_server_are_shown_in_utc_in_every_format(String format) throws Exception {
        destination(format);
        Fleet.Node node = Fleet.Node.sql("master", server.postgres());
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("real_" + format, node));
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        refused("SELECT 'first line\nsecond', \"quoted\"\nFROM nowhere");
        execute(
                "DO $$ BEGIN RAISE WARNING 'careful, %', E'a\\n\\tb'; RAISE NOTICE 'by the way'; RAISE LOG 'said'; END $$");

        // The collector writes a moment later.
        List<JsonNode> all = await().until(
                        () -> entries(instance.id(), "ALL", before),
                        entries -> entries.stream()
                                .anyMatch(entry -> text(entry, "content").startsWith("said")));

        assertThat(all).extracting(entry -> text(entry, "level")).startsWith("LOG", "NOTE", "WARNING", "ERROR");
        JsonNode error = all.get(3);
        assertThat(Answer.fieldsOf(error)).containsExactlyInAnyOrder("time", "level", "content", "node_name", "id");
        // Where in the statement is said by stderr alone.
        assertThat(text(error, "content").replaceFirst(" at character \\d+", ""))
                .isEqualTo("relation \"nowhere\" does not exist\n"
                        + "STATEMENT:  SELECT 'first line\nsecond', \"quoted\"\nFROM nowhere");
        assertThat(text(all.get(2), "content")).startsWith("careful, a\n\tb\nCONTEXT:  ");
        assertThat(text(error, "node_name")).isEqualTo(instance.nodeName(node));
        assertThat(all).allSatisfy(entry -> assertThat(instant(entry)).isBetween(before, Instant.now()));
        for (String level : List.of("LOG", "NOTE", "WARNING", "ERROR")) {
            assertThat(entries(instance.id(), level, before))
                    .as(level)
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(text(entry, "level")).isEqualTo(level));
        }
        assertThat(entries(instance.id(), "PANIC", before)).isEmpty();
    }

    @Test
    void the_newest_two_thousand_records_come_in_pages() {
        Fleet.Instance instance = SHARED.instance("pages", log(2500));
        JsonNode first = page(instance.id(), "");
        assertThat(first.get("total_record").isInt()).isTrue();
        assertThat(first.get("total_record").intValue()).isEqualTo(2000);
        assertThat(first.has("truncated")).isFalse();
        assertThat(first.get("error_log_list")).hasSize(10);
        assertThat(text(first.get("error_log_list").get(0), "content")).isEqualTo("message 2499");

        Set<String> contents = new HashSet<>();
        for (int page = 1; page <= 20; page++) {
            page(instance.id(), "&limit=100&offset=" + page)
                    .get("error_log_list")
                    .forEach(entry -> contents.add(text(entry, "content")));
        }
        assertThat(contents)
                .hasSize(2000)
                .contains("message 500", "message 2499")
                .doesNotContain("message 499");
        JsonNode past = page(instance.id(), "&limit=100&offset=21");
        assertThat(past.get("error_log_list")).isEmpty();
        assertThat(past.get("total_record").intValue()).isEqualTo(2000);
        assertThat(page(instance.id(), "&limit=100&offset=2147483647").get("error_log_list"))
                .isEmpty();
    }

    @Test
    void all_pages_belong_to_one_search() throws Exception {
        SharedServer.LoggedNode node = SHARED.loggedNode("master");
        Path file = Files.writeString(node.log().resolve("postgresql.log"), log(30));
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("growing", node.node()));
        String query = range(NOW.minusSeconds(4000), NOW.plusSeconds(4000)) + "&limit=20";
        JsonNode first = errorLog(instance.id(), query).ok();
        Files.writeString(file, record(NOW, "ERROR", "one more"), StandardOpenOption.APPEND);
        JsonNode second = errorLog(instance.id(), query + "&offset=2").ok();
        assertThat(text(second.get("error_log_list").get(0), "content")).isEqualTo("message 9");
        assertThat(second.get("total_record").intValue()).isEqualTo(30);

        JsonNode again = await().until(
                        () -> errorLog(instance.id(), query).ok(),
                        answer -> answer.get("total_record").intValue() == 31);
        List<String> ids = ids(again);
        assertThat(ids.subList(1, 20))
                .as("ids, which stay")
                .isEqualTo(ids(first).subList(0, 19));
        assertThat(text(again.get("error_log_list").get(0), "content")).isEqualTo("one more");
    }

    @Test
    void a_range_includes_its_start_and_excludes_its_end() {
        Fleet.Instance instance = SHARED.instance(
                "range",
                record(NOW.minusSeconds(30), "LOG", "before")
                        + record(NOW.minusSeconds(20), "LOG", "at its start")
                        + record(NOW.minusSeconds(11), "ERROR", "within it")
                        + record(NOW.minusSeconds(10), "LOG", "at its end"));
        JsonNode answer = errorLog(instance.id(), range(NOW.minusSeconds(20), NOW.minusSeconds(10)))
                .ok();
        assertThat(contents(answer)).containsExactly("within it", "at its start");
        String berlin = "start_date=" + inBerlin(NOW.minusSeconds(20)) + "&end_date=" + inBerlin(NOW.minusSeconds(10));
        assertThat(errorLog(instance.id(), berlin).ok()).as("with a plus").isEqualTo(answer);
        assertThat(errorLog(instance.id(), berlin.replace("+", "%2B")).ok())
                .as("with %2B")
                .isEqualTo(answer);
    }

    @Test
    void the_answer_says_from_when_on_a_rare_level_was_searched() throws Exception {
        SharedServer.LoggedNode node = SHARED.loggedNode("master");
        Path file = node.log().resolve("postgresql.log");
        Files.writeString(file, record(NOW.minusSeconds(100), "PANIC", "far from the end"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(("\n" + log(2100)).getBytes(UTF_8)), 10L << 30);
        }
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("large", node.node()));
        JsonNode panics = page(instance.id(), "&level=PANIC");
        assertThat(panics.get("error_log_list")).isEmpty();
        assertThat(panics.get("truncated").isBoolean()).isTrue();
        assertThat(panics.get("truncated").booleanValue()).isTrue();
        assertThat(panics.get("searched_from").isIntegralNumber()).isTrue();
        assertThat(panics.get("searched_from").longValue())
                .as("complete from there on")
                .isGreaterThan(NOW.minusSeconds(4000).toEpochMilli())
                .isLessThanOrEqualTo(NOW.plusSeconds(4000).toEpochMilli());
        JsonNode all = page(instance.id(), "");
        assertThat(all.get("total_record").intValue()).isEqualTo(2000);
        assertThat(all.has("truncated")).isFalse();
        assertThat(all.has("searched_from")).isFalse();
        assertThat(all.get("unread_nodes")).isEmpty();
    }

    @Test
    void the_records_of_all_readable_nodes_are_merged() throws Exception {
        SharedServer.LoggedNode primary = SHARED.loggedNode("master");
        SharedServer.LoggedNode replica = SHARED.loggedNode("slave");
        String same = record(NOW.minusSeconds(90), "LOG", "of both");
        Files.writeString(primary.log().resolve("a.log"), same + record(NOW.minusSeconds(50), "ERROR", "primary"));
        Files.writeString(replica.log().resolve("a.log"), same + record(NOW.minusSeconds(70), "ERROR", "replica"));
        Fleet.Instance pair = SHARED.add(Fleet.Instance.of("error_pair", primary.node(), replica.node()));
        JsonNode both = page(pair.id(), "");
        assertThat(contents(both)).containsExactly("primary", "replica", "of both", "of both");
        assertThat(ids(both)).doesNotHaveDuplicates();
        assertThat(text(both.get("error_log_list").get(1), "node_name")).isEqualTo(pair.nodeName(replica.node()));

        Fleet.Instance half = SHARED.add(Fleet.Instance.of(
                "error_half", Fleet.Node.directory("master", primary.log()), Fleet.Node.down("slave")));
        JsonNode one = page(half.id(), "");
        assertThat(contents(one)).containsExactly("primary", "of both");
        assertThat(one.has("truncated")).as("the range was looked at").isFalse();
        JsonNode unread = one.get("unread_nodes");
        assertThat(unread).hasSize(1);
        assertThat(Answer.fieldsOf(unread.get(0))).containsExactly("node_name", "reason");
        assertThat(text(unread.get(0), "node_name"))
                .endsWith(half.nodes().get(1).id().value().substring(0, 4));
        assertThat(text(unread.get(0), "reason")).contains("can't be reached").doesNotContain("127.0.0.1");
        assertThat(both.get("unread_nodes")).isEmpty();
    }

    @Test
    void a_log_without_a_recognised_record_is_not_shown_as_empty() {
        String foreign = "pid=7,user=bob: nothing that is known\n".repeat(10);
        Fleet.Instance instance = SHARED.instance("unrecognised", foreign);
        JsonNode answer = page(instance.id(), "");
        assertThat(answer.get("error_log_list")).isEmpty();
        assertThat(answer.get("unrecognised_bytes").isIntegralNumber()).isTrue();
        assertThat(answer.get("unrecognised_bytes").longValue()).isEqualTo(foreign.length());
        assertThat(notes(instance, "{\"level\":\"ERROR\"}"))
                .anySatisfy(note -> assertThat(note)
                        .startsWith("%d bytes of node %s's log (of "
                                .formatted(
                                        foreign.length(),
                                        instance.nodeName(instance.nodes().getFirst())))
                        .contains("missing", "log_line_prefix", "line_prefix"));
        assertThat(notes(instance, "{}")).as("all of it is in the file").isEmpty();
        Fleet.Instance polish = SHARED.instance(
                "unknown_language",
                record(NOW.minusSeconds(5), "DZIENNIKÓW", "po polsku") + record(NOW, "ERROR", "one"));
        assertThat(notes(polish, "{\"level\":\"ERROR\"}")).isNotEmpty();
        Fleet.Instance known = SHARED.instance("recognised", record(NOW, "ERROR", "one"));
        assertThat(page(known.id(), "").get("unrecognised_bytes").longValue()).isZero();
        assertThat(notes(known, "{\"level\":\"ERROR\"}")).isEmpty();
    }

    private static List<String> notes(Fleet.Instance instance, String body) {
        String workflow = READER.ended(instance.id(), body)
                .get("list")
                .get(0)
                .get("workflow_id")
                .textValue();
        List<String> notes = new ArrayList<>();
        READER.job(workflow).ok().at("/job/notes").forEach(note -> notes.add(note.textValue()));
        return notes;
    }

    @Test
    void a_folder_is_read_with_the_last_known_settings_of_postgresql_after_a_restart() throws Exception {
        Fleet.Node node;
        Path logs = Files.createDirectory(folder.resolve("of_a_server_that_is_down"));
        try (LogServer alive = LogServer.start(
                folder.resolve("alive"), Map.of("log_line_prefix", "%n [%p] ", "log_timezone", "Asia/Kolkata"))) {
            node = Fleet.Node.sql("master", alive.postgres())
                    .withLog("{ source: directory, path: \"%s\" }".formatted(logs));
            Files.writeString(logs.resolve("a.log"), NOW.getEpochSecond() + ".250 [7] ERROR:  with the time alone\n");
            Fleet.Instance instance = SHARED.add(Fleet.Instance.of("folder_of_a_dead_server", node));
            assertThat(contents(page(instance.id(), ""))).containsExactly("with the time alone");
            alive.close();
            try (RunningServer restarted = SHARED.startReplica()) {
                Api reader = Api.of(restarted, SHARED.fleet());
                JsonNode answer = reader.get(path(instance.id(), lately())).ok();
                assertThat(contents(answer)).containsExactly("with the time alone");
                assertThat(answer.get("unrecognised_bytes").longValue()).isZero();
            }
        }
    }

    @Test
    void a_folder_is_read_with_the_settings_of_the_inventory_if_postgresql_is_unreachable() throws Exception {
        Path logs = Files.createDirectory(folder.resolve("of_nobody"));
        String local = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .withZone(ZoneId.of("Asia/Shanghai"))
                .format(NOW);
        Files.writeString(logs.resolve("a.log"), "app=x " + local + " CST ERROR:  in China\n");
        Fleet.Node node = Fleet.Node.down("master")
                .withLog("{ source: directory, path: \"%s\", line_prefix: \"app=%%a %%t \", time_zone: Asia/Shanghai }"
                        .formatted(logs));
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("declared_lines", node));
        JsonNode answer = page(instance.id(), "");
        assertThat(contents(answer)).containsExactly("in China");
        assertThat(instant(answer.get("error_log_list").get(0))).isEqualTo(NOW);
    }

    @Test
    void an_instance_without_a_readable_node_is_faulty() {
        Fleet.Node down = Fleet.Node.down("master");
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("error_down", down));
        assertThat(errorLog(instance.id(), lately()).error(409, "DBS.200011"))
                .contains(instance.nodeName(down))
                .doesNotContain("127.0.0.1");
    }

    @Test
    void the_checks_have_a_fixed_order() {
        Fleet.Instance frozen = SHARED.add(
                Fleet.Instance.of("error_frozen", Fleet.Node.down("master")).withStatus("FROZEN"));
        errorLog(frozen.id(), lately()).error(400, "DBS.200086");
        assertThat(errorLog(frozen.id(), "").error(400, "DBS.280001")).contains("start_date");
        assertThat(errorLog(frozen.id(), lately() + "&offset=0").error(400, "DBS.280001"))
                .contains("offset");
        assertThat(errorLog(frozen.id(), range(NOW.minus(Duration.ofDays(40)), NOW))
                        .error(400, "DBS.280001"))
                .contains("start_date");
        errorLog(InstanceId.random(), lately()).error(404, "DBS.200002");
        READER.get(path("no-id", lately())).error(400, "DBS.280404");
        READER.withoutToken().get(path(frozen.id(), "")).error(401, "APIGW.0301");
        READER.as(Fleet.GUEST, Fleet.PROJECT_NAME)
                .get(path(frozen.id(), lately()))
                .error(403, "DBS.200010");
        READER.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME)
                .get(path(frozen.id(), lately()))
                .error(403, "DBS.280056");
        Answer posted = Api.send(
                READER.request(path(frozen.id(), lately())).POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        posted.error(405, "APIGW.0101");
        assertThat(posted.header("Allow")).isEqualTo("GET, HEAD");
    }

    private static void destination(String format) throws SQLException {
        execute("ALTER SYSTEM SET log_destination = '" + format + "'");
        execute("SELECT pg_reload_conf()");
        await().ignoreExceptions().until(() -> Files.size(server.written(format)) >= 0);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.postgres().dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void refused(String sql) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> execute(sql)).isInstanceOf(SQLException.class);
    }

    /** So many records, the last of which is a second old. */
    private static String log(int records) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < records; i++) {
            log.append(record(NOW.minusSeconds(records - i), i % 10 == 0 ? "ERROR" : "LOG", "message " + i));
        }
        return log.toString();
    }

    /** As the stories' node writes it, or would. */
    private static String record(Instant time, String level, String message) {
        return LOGGED.format(time) + " [7] " + level + ":  " + message + "\n";
    }

    /** The latest of what was logged since then. */
    private static List<JsonNode> entries(InstanceId instance, String level, Instant since) {
        List<JsonNode> entries = new ArrayList<>();
        String query = range(since, Instant.now().plusSeconds(100)) + "&limit=100&level=" + level;
        errorLog(instance, query).ok().get("error_log_list").forEach(entries::add);
        return entries;
    }

    private static JsonNode page(InstanceId instance, String more) {
        return errorLog(instance, lately() + more).ok();
    }

    private static Answer errorLog(InstanceId instance, String query) {
        return READER.get(path(instance, query));
    }

    private static String path(Object instance, String query) {
        return "/v3/" + READER.project() + "/instances/" + instance + "/errorlog?" + query;
    }

    private static String lately() {
        return range(NOW.minusSeconds(4000), NOW.plusSeconds(4000));
    }

    private static String range(Instant start, Instant end) {
        return "start_date=" + date(start, ZoneOffset.UTC) + "&end_date=" + date(end, ZoneOffset.UTC);
    }

    private static String inBerlin(Instant time) {
        return date(time, BERLIN);
    }

    private static String date(Instant time, ZoneId zone) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx").format(time.atZone(zone));
    }

    private static Instant instant(JsonNode entry) {
        assertThat(text(entry, "time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
        return LocalDateTime.parse(text(entry, "time")).toInstant(ZoneOffset.UTC);
    }

    private static List<String> contents(JsonNode answer) {
        List<String> contents = new ArrayList<>();
        answer.get("error_log_list").forEach(entry -> contents.add(text(entry, "content")));
        return contents;
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.get("error_log_list").forEach(entry -> ids.add(text(entry, "id")));
        return ids;
    }

    private static String text(JsonNode object, String field) {
        assertThat(object.get(field).isTextual()).as(field).isTrue();
        return object.get(field).textValue();
    }
}
