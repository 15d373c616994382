package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists that clients look into first: instances and tasks, with their filters and pages. */
class ListingStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Api READER = SHARED.api();
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000";

    private static Fleet.Instance single;

    @BeforeAll
    static void start() {
        single = SHARED.instance("listed_single", "LOG:  one\n");
        SHARED.add(Fleet.Instance.of(
                "listed_pair",
                SHARED.loggedNode("slave").node(),
                SHARED.loggedNode("master").node()));
    }

    @Test
    void instances_are_found_by_id_name_and_type() {
        String id = single.id().value();
        assertThat(names("id=" + id)).containsExactly("listed_single");
        assertThat(names("id=*" + id.substring(4, 20))).containsExactly("listed_single");
        assertThat(names("name=listed_pair")).containsExactly("listed_pair");
        assertThat(names("name=*listed_")).containsExactly("listed_single", "listed_pair");
        assertThat(names("name=*listed_&type=Single")).containsExactly("listed_single");
        assertThat(names("name=*listed_&type=Ha")).containsExactly("listed_pair");
        assertThat(names("name=*listed_&type=Replica")).isEmpty();
        assertThat(names("name=*listed_&datastore_type=PostgreSQL")).hasSize(2);
        assertThat(names("name=*listed_&datastore_type=MySQL")).isEmpty();
        assertThat(names("name=*listed_&datastore_type=MariaDB")).isEmpty();
        for (String none : List.of("id=no-id", "id=" + id.substring(1), "name=listed", "name=LISTED_PAIR")) {
            assertThat(names(none)).as(none).isEmpty();
        }
        assertThat(names("name=*listed_&id=&type=&datastore_type=&offset=&limit="))
                .hasSize(2);
    }

    @Test
    void the_pages_of_the_instance_list_have_the_total_count() {
        assertThat(names("name=*listed_&limit=1")).containsExactly("listed_single");
        assertThat(names("name=*listed_&limit=1&offset=1")).containsExactly("listed_pair");
        assertThat(names("name=*listed_&offset=2")).isEmpty();
        for (String page : List.of("limit=1", "limit=100&offset=1", "offset=1000000")) {
            assertThat(instances("name=*listed_&" + page).get("total_count").intValue())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=ten",
                "limit=-1",
                "limit=1.0",
                "limit=%D9%A3",
                "limit=%2B1",
                "offset=-1",
                "offset=99999999999999999999",
                "type=single",
                "type=Enterprise",
                "datastore_type=postgresql"
            })
    void a_malformed_query_of_instances_is_refused(String query) {
        assertThat(READER.get("/v3/" + READER.project() + "/instances?" + query).error(400, "DBS.280001"))
                .contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    void every_field_of_an_instance_has_its_type() {
        JsonNode instance = instances("name=listed_pair").get("instances").get(0);
        assertThat(Answer.fieldsOf(instance))
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "status",
                        "port",
                        "type",
                        "region",
                        "datastore",
                        "created",
                        "updated",
                        "private_ips",
                        "public_ips",
                        "private_dns_names",
                        "public_dns_names",
                        "db_user_name",
                        "enable_ssl",
                        "vpc_id",
                        "subnet_id",
                        "security_group_id",
                        "flavor_ref",
                        "switch_strategy",
                        "volume",
                        "nodes",
                        "related_instance",
                        "tags",
                        "time_zone",
                        "log_status",
                        "log_unreadable_since",
                        "log_unreadable_reason");
        for (String list : List.of(
                "private_ips", "public_ips", "private_dns_names", "public_dns_names", "related_instance", "tags")) {
            assertThat(instance.get(list).isArray()).as(list).isTrue();
        }
        assertThat(instance.get("port").isInt()).isTrue();
        assertThat(instance.get("enable_ssl").isBoolean()).isTrue();
        assertThat(instance.get("volume").get("size").isInt()).isTrue();
        assertThat(Answer.fieldsOf(instance.get("datastore"))).containsExactly("type", "version", "complete_version");
        assertThat(instance.findValuesAsText("role")).containsExactlyInAnyOrder("master", "slave");
        for (JsonNode node : instance.get("nodes")) {
            assertThat(Answer.fieldsOf(node))
                    .containsExactly(
                            "id",
                            "name",
                            "role",
                            "status",
                            "availability_zone",
                            "log_status",
                            "log_unreadable_since",
                            "log_unreadable_reason");
            assertThat(node.get("id").textValue()).matches("[0-9a-f]{32}no03");
            assertThat(node.get("status").textValue()).isEqualTo("ACTIVE");
        }
        assertThat(instance.toString()).doesNotContain("null");
    }

    @Test
    void an_instance_shows_whether_its_log_can_be_read_and_if_not_since_when_and_why() throws Exception {
        SharedServer.LoggedNode good = SHARED.loggedNode("master");
        Files.writeString(good.log().resolve("postgresql.log"), "LOG:  one\n");
        Fleet.Node down = Fleet.Node.down("slave");
        Fleet.Instance half = SHARED.add(Fleet.Instance.of("readable_half", good.node(), down));
        Fleet.Instance none = SHARED.add(Fleet.Instance.of("readable_none", Fleet.Node.down("master")));
        Fleet.Instance frozen = SHARED.add(
                Fleet.Instance.of("readable_frozen", Fleet.Node.down("master")).withStatus("FROZEN"));

        // Nobody has asked for these nodes.
        JsonNode partly = listed(half, "PARTLY");
        assertThat(partly.get("status").textValue()).isEqualTo("ACTIVE");
        assertThat(partly.get("log_unreadable_reason").textValue())
                .contains(half.nodeName(down), "can't be reached")
                .doesNotContain("127.0.0.1");
        assertThat(partly.get("nodes").findValuesAsText("log_status")).containsExactly("READABLE", "UNREADABLE");
        JsonNode ofNone = listed(none, "UNREADABLE");
        assertThat(ofNone.get("log_unreadable_since").textValue()).matches(TIME);
        assertThat(listed(single, "READABLE").get("log_unreadable_since").textValue())
                .isEmpty();
        assertThat(listed(frozen, "UNKNOWN").get("log_unreadable_reason").textValue())
                .isEmpty();

        // It comes back: one line of the service's own log for each change, and names in it.
        Fleet.Instance mended = SHARED.add(new Fleet.Instance(
                none.id(),
                none.name(),
                none.status(),
                List.of(good.node().withId(none.nodes().getFirst().id()))));
        listed(mended, "READABLE");
        assertThat(linesOf(none, "can't be read: ")).hasSize(1);
        assertThat(linesOf(none, "can be read again")).hasSize(1);
    }

    private static JsonNode listed(Fleet.Instance instance, String logStatus) {
        return await().atMost(Duration.ofMinutes(5))
                .until(
                        () -> instances("id=" + instance.id()).get("instances").get(0),
                        found -> found.get("log_status").textValue().equals(logStatus));
    }

    private static List<String> linesOf(Fleet.Instance instance, String words) {
        String node = instance.nodeName(instance.nodes().getFirst());
        return SHARED.server()
                .process()
                .output()
                .lines()
                .filter(line ->
                        line.contains("the log of node " + node + " of instance " + instance.name() + " " + words))
                .toList();
    }

    @Test
    void without_an_endpoint_the_port_is_that_of_the_master() {
        Fleet.Node master = SHARED.loggedNode("master").node();
        Fleet.Instance pair = SHARED.add(Fleet.Instance.of("with_port", Fleet.Node.down("slave"), master));
        assertThat(instances("id=" + pair.id())
                        .get("instances")
                        .get(0)
                        .get("port")
                        .intValue())
                .isEqualTo(master.port());
    }

    @Test
    void tasks_are_found_newest_first() {
        Fleet.Instance exported = SHARED.instance("exported_twice", "ERROR:  one\n");
        Instant before = Instant.now().minusMillis(1);
        String older = workflow(exported, "{}");
        String newer = workflow(exported, "{\"level\":\"ERROR\"}");
        Instant after = Instant.now().plusMillis(1);
        String own = "instance_id=" + exported.id();

        assertThat(ids(own)).containsExactly(newer, older);
        assertThat(ids(own + "&limit=1")).containsExactly(newer);
        assertThat(ids(own + "&limit=1&offset=1")).containsExactly(older);
        assertThat(ids(own + "&offset=2")).isEmpty();
        assertThat(tasks(own + "&offset=2").get("total_count").intValue()).isEqualTo(2);
        assertThat(ids("id=" + older)).containsExactly(older);
        assertThat(ids(own + "&status=Completed&name=DownloadErrorLog")).hasSize(2);
        assertThat(ids(own + "&start_time=" + before.toEpochMilli() + "&end_time=" + after.toEpochMilli()))
                .hasSize(2);
        String later = String.valueOf(after.plus(Duration.ofMinutes(1)).toEpochMilli());
        for (String none : List.of(
                "status=Running",
                "status=Failed",
                "name=CreateInstance",
                "order_id=1",
                "start_time=" + later,
                "end_time=0",
                "id=" + UUID.randomUUID())) {
            assertThat(ids(own + "&" + none)).as(none).isEmpty();
        }
        Api neighbour = READER.as(Fleet.NEIGHBOUR, Fleet.OTHER_PROJECT_NAME)
                .at(SHARED.fleet().otherProject());
        assertThat(neighbour
                        .get("/v3/" + neighbour.project() + "/tasklist?id=" + older)
                        .ok()
                        .get("total_count")
                        .intValue())
                .isZero();
    }

    @Test
    void every_field_of_a_task_has_its_type() {
        Fleet.Instance exported = SHARED.instance("exported_once", "LOG:  one\n");
        String id = workflow(exported, "{}");
        JsonNode answer = tasks("id=" + id);
        assertThat(Answer.fieldsOf(answer)).containsExactly("total_count", "actions", "tasks");
        assertThat(answer.get("actions").get(0).textValue()).isEqualTo("DownloadErrorLog");
        JsonNode task = answer.get("tasks").get(0);
        assertThat(Answer.fieldsOf(task))
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "instance_id",
                        "instance_name",
                        "instance_status",
                        "order_id",
                        "process",
                        "fail_reason",
                        "create_time",
                        "end_time",
                        "status");
        for (JsonNode field : task) {
            assertThat(field.isTextual()).as(task.toString()).isTrue();
        }
        assertThat(task.get("status").textValue()).isEqualTo("Completed");
        assertThat(task.get("instance_status").textValue()).isEqualTo("ACTIVE");
        assertThat(task.get("process").textValue()).isEmpty();
        assertThat(task.get("create_time").textValue()).matches(TIME);
        assertThat(task.get("end_time").textValue()).matches(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=51",
                "offset=-1",
                "offset=x",
                "id=no-uuid",
                "status=running",
                "start_time=now",
                "end_time=-1"
            })
    void a_malformed_query_of_tasks_is_refused(String query) {
        assertThat(READER.get("/v3/" + READER.project() + "/tasklist?" + query).error(400, "DBS.280001"))
                .contains(query.substring(0, query.indexOf('=')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slowlog", "slowlog-download", "backups", "errorlog/x", ""})
    void calls_that_the_service_does_not_have_are_unknown_paths(String neighbour) {
        String path = "/v3/" + READER.project() + "/instances/" + single.id() + "/" + neighbour;
        READER.get(path).error(404, "APIGW.0101");
        READER.withoutToken().get(path).error(404, "APIGW.0101");
    }

    private static JsonNode instances(String query) {
        return READER.get("/v3/" + READER.project() + "/instances?" + query).ok();
    }

    private static List<String> names(String query) {
        return texts(instances(query).get("instances"), "name");
    }

    private static JsonNode tasks(String query) {
        return READER.get("/v3/" + READER.project() + "/tasklist?" + query).ok();
    }

    private static List<String> ids(String query) {
        return texts(tasks(query).get("tasks"), "id");
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.get(field).textValue())
                .toList();
    }

    private static String workflow(Fleet.Instance instance, String body) {
        return READER.ended(instance.id(), body)
                .get("list")
                .get(0)
                .get("workflow_id")
                .textValue();
    }
}
