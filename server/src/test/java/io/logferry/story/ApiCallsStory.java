package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server takes the calls, query parameters and body fields that docs/api.md lists, and no others. */
class ApiCallsStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Api READER = SHARED.api();
    private static final String PROJECT = "/v3/{project_id}";
    private static final String INSTANCE = PROJECT + "/instances/{instance_id}";

    private static JsonNode openApi;
    private static Fleet.Instance instance;
    private static String workflow;
    private static Map<String, String> dates;

    @BeforeAll
    static void start() {
        openApi = READER.get("/q/openapi?format=json").ok();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        dates = Map.of(
                "start_date",
                now.minusSeconds(86_400).toString(),
                "end_date",
                now.plusSeconds(86_400).toString());
        String log = ("%s [7] ERROR:  one\n"
                        .formatted(now.toString().replace('T', ' ').replace("Z", " UTC")))
                .repeat(12);
        instance = SHARED.instance("called", log);
        workflow = READER.finished(instance.id())
                .get("list")
                .get(0)
                .get("workflow_id")
                .textValue();
    }

    @Test
    void the_service_has_these_calls_and_no_others() {
        TreeSet<String> described = new TreeSet<>();
        openApi.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        described.add("GET /"); // a route, which no description has
        assertThat(Page.API.table("calls"))
                .extracting(row -> row.code("method") + " " + row.code("path"))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void a_call_needs_a_token_or_a_role_where_the_page_says_so() {
        Api guest = READER.as(Fleet.GUEST, Fleet.PROJECT_NAME);
        for (Page.Row row : Page.API.table("calls")) {
            String path = row.code("path") + (row.code("path").endsWith("/errorlog") ? "?" + query(dates) : "");
            path = path.endsWith("/jobs") ? path + "?id=" + workflow : path;
            String method = row.code("method");
            Answer nobodys = call(READER.withoutToken(), method, path);
            Answer guests = call(guest, method, path);
            switch (row.cell("the caller needs")) {
                case "role" -> {
                    nobodys.error(401, "APIGW.0301");
                    guests.error(403, "DBS.200010");
                }
                case "token" -> {
                    assertThat(nobodys.status()).as(path).isEqualTo(401);
                    assertThat(guests.status()).as(path).isNotIn(401, 405);
                }
                case "–" -> assertThat(nobodys.status()).as(path).isNotIn(401, 404, 405);
                default -> throw new AssertionError(row);
            }
        }
    }

    private static Answer call(Api caller, String method, String path) {
        return Api.send(caller.request(filled(path)).method(method, BodyPublishers.noBody()));
    }

    @Test
    void a_download_takes_these_body_fields_in_these_types_and_values() {
        String schema = "/post/requestBody/content/application~1json/schema/properties";
        assertThat(Page.API.codes("download-body", "field"))
                .containsExactlyInAnyOrderElementsOf(Answer.fieldsOf(openApi.get("paths")
                        .get(INSTANCE + "/errorlog-download")
                        .at(schema)));
        Map<String, String> values = Map.of(
                "string", "\"\"", "integer", "5", "boolean", "true", "array", "[]", "object", "{}", "null", "null");
        for (Page.Row row : Page.API.table("download-body")) {
            String field = row.code("field");
            List<String> types = Arrays.asList(row.cell("JSON type").split(", "));
            types.forEach(type -> READER.download(instance.id(), body(field, valid(field, type)))
                    .ok());
            values.forEach((type, value) -> {
                if (!types.contains(type)) {
                    TakenValues.refused(READER.download(instance.id(), body(field, value)), field);
                }
            });
            TakenValues.assertAre(row, word -> READER.download(instance.id(), body(field, "\"" + word + "\"")));
        }
    }

    private static String body(String field, String value) {
        return "{\"%s\":%s}".formatted(field, value);
    }

    private static String valid(String field, String type) {
        return switch (field + " " + type) {
            case "workflow_id string" -> "\"" + workflow + "\"";
            case "start_time integer" -> "0";
            case "start_time string" -> "\"2020-01-01T00:00:00Z\"";
            case "end_time integer" -> "4102444800000";
            case "end_time string" -> "\"2100-01-01T00:00:00\"";
            case "level string" -> "\"ERROR\"";
            case "node_id_list array" -> "[\"" + instance.nodes().getFirst().id() + "\"]";
            case "compression string" -> "\"gzip\"";
            default -> throw new AssertionError("The page says that " + field + " may be of the type " + type);
        };
    }

    @Test
    void an_error_log_query_takes_these_parameters() {
        assertTakes("errorlog-query", INSTANCE + "/errorlog", dates);
    }

    @Test
    void a_list_of_instances_takes_these_parameters() {
        assertTakes("instances-query", PROJECT + "/instances", Map.of());
    }

    @Test
    void the_queries_of_tasks_take_these_parameters() {
        assertTakes("tasklist-query", PROJECT + "/tasklist", Map.of());
        assertTakes("job-query", PROJECT + "/jobs", Map.of("id", workflow));
    }

    /** @param required the parameters without which the call is refused */
    private static void assertTakes(String table, String path, Map<String, String> required) {
        Map<String, Boolean> described = new TreeMap<>();
        openApi.get("paths").get(path).get("get").get("parameters").forEach(parameter -> {
            if (parameter.get("in").textValue().equals("query")) {
                described.put(
                        parameter.get("name").textValue(),
                        parameter.path("required").asBoolean(false));
            }
        });
        Map<String, Boolean> onPage = Page.API.table(table).stream()
                .collect(Collectors.toMap(
                        row -> row.code("parameter"),
                        row -> row.cell("required").equals("yes")));
        assertThat(onPage).isEqualTo(described);
        List<String> listed = ids(ask(path, required));
        for (Page.Row row : Page.API.table(table)) {
            String name = row.code("parameter");
            if (onPage.get(name)) {
                TakenValues.refused(ask(path, with(required, name, "")), name);
            }
            TakenValues.assertAre(row, value -> ask(path, with(required, name, value)));
            if (row.cell("values").contains("; default ")) {
                String byDefault = row.cell("values").replaceFirst(".*; default `?(\\w+)`?$", "$1");
                assertThat(ids(ask(path, with(required, name, byDefault))))
                        .as(name)
                        .isEqualTo(listed);
            }
        }
    }

    private static Map<String, String> with(Map<String, String> query, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(query);
        changed.put(name, value);
        return changed;
    }

    private static Answer ask(String path, Map<String, String> query) {
        return READER.get(filled(path) + "?" + query(query));
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("&"));
    }

    private static String filled(String path) {
        return path.replace("{project_id}", READER.project().toString())
                .replace("{instance_id}", instance.id().toString());
    }

    private static List<String> ids(Answer answer) {
        return answer.ok().findValuesAsText("id");
    }
}
