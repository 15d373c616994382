package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the service tells of its own API is true, so that who makes a client of it, or tries it at {@code /q/swagger-ui}, gets through. */
class OpenApiStory {
    private static final String INSTANCE = "/v3/{project_id}/instances/{instance_id}";

    private static JsonNode api;

    @BeforeAll
    static void read() {
        api = SharedServer.get().api().get("/q/openapi?format=json").ok();
    }

    @Test
    void operations_that_need_a_token_declare_it() {
        JsonNode token = api.at("/components/securitySchemes/token");
        assertThat(token.get("type").textValue()).isEqualTo("apiKey");
        assertThat(token.get("in").textValue()).isEqualTo("header");
        assertThat(token.get("name").textValue()).isEqualTo("X-Auth-Token");
        for (String path : List.of(
                INSTANCE + "/errorlog",
                "/v3/{project_id}/instances",
                "/v3/{project_id}/jobs",
                "/v3/{project_id}/tasklist",
                "/v3/auth/projects",
                "/v3/auth/domains",
                "/v3/auth/catalog",
                "/v3/projects")) {
            assertThat(operation(path, "get").at("/security/0").has("token"))
                    .as(path)
                    .isTrue();
        }
        assertThat(operation(INSTANCE + "/errorlog-download", "post")
                        .at("/security/0")
                        .has("token"))
                .isTrue();
        assertThat(operation("/v3", "get").has("security")).isFalse();
        assertThat(operation("/v3/auth/tokens", "post").has("security")).isFalse();
    }

    @Test
    void the_body_of_a_download_is_json_and_may_be_absent() {
        JsonNode body = operation(INSTANCE + "/errorlog-download", "post").get("requestBody");
        assertThat(body.path("required").asBoolean(false)).isFalse();
        assertThat(Answer.fieldsOf(body.get("content"))).containsExactly("application/json");
        assertThat(Answer.fieldsOf(body.at("/content/application~1json/schema/properties")))
                .containsExactlyInAnyOrder(
                        "workflow_id", "start_time", "end_time", "level", "node_id_list", "compression");
    }

    @Test
    void every_parameter_is_declared_as_required_or_optional() {
        JsonNode errorLog = operation(INSTANCE + "/errorlog", "get").get("parameters");
        assertThat(errorLog.findValuesAsText("name")).contains("start_date", "end_date", "offset", "limit", "level");
        assertThat(required(errorLog)).containsExactlyInAnyOrder("project_id", "instance_id", "start_date", "end_date");
        assertThat(required(operation("/v3/{project_id}/jobs", "get").get("parameters")))
                .containsExactlyInAnyOrder("project_id", "id");
    }

    @Test
    void a_login_is_json_and_answered_with_201() {
        JsonNode login = operation("/v3/auth/tokens", "post");
        assertThat(Answer.fieldsOf(login.get("responses"))).contains("201").doesNotContain("200");
        assertThat(login.at("/responses/201/content/application~1json/schema").has("$ref"))
                .isTrue();
        assertThat(Answer.fieldsOf(login.at("/requestBody/content"))).containsExactly("application/json");
    }

    @Test
    void every_operation_has_a_readable_name_and_group() {
        List<String> names = new ArrayList<>();
        for (JsonNode path : api.get("paths")) {
            for (JsonNode operation : path) {
                names.add(operation.path("operationId").asText());
                assertThat(operation.at("/tags/0").asText())
                        .as(operation.toString())
                        .isNotBlank()
                        .doesNotContain("Resource");
            }
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[a-z][A-Za-z]+"));
    }

    /** A class of a generated client is named so. */
    @Test
    void schemas_have_descriptive_names() {
        assertThat(Answer.fieldsOf(api.at("/components/schemas")))
                .contains("ErrorLogDownload", "ErrorLogDownloadFile", "ErrorLogEntry", "Instance", "Token", "Project")
                .doesNotContain("Body", "Item", "Entry", "Link", "MediaType", "Service", "Endpoint", "Answer")
                .allSatisfy(name -> assertThat(name).matches("[A-Z][A-Za-z]+"));
    }

    private static JsonNode operation(String path, String method) {
        return api.path("paths").path(path).path(method);
    }

    private static List<String> required(JsonNode parameters) {
        return parameters
                .valueStream()
                .filter(parameter -> parameter.path("required").asBoolean(false))
                .map(parameter -> parameter.get("name").textValue())
                .toList();
    }
}
