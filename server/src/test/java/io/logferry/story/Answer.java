package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** What the service said. */
record Answer(int status, HttpHeaders headers, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    JsonNode ok() {
        assertThat(status).as(body).isEqualTo(200);
        assertThat(header("Content-Type")).startsWith("application/json");
        return json();
    }

    /** An error of the RDS API, in its one shape; its sentence. */
    String error(int wantedStatus, String wantedCode) {
        assertThat(status).as(body).isEqualTo(wantedStatus);
        assertThat(header("Content-Type")).startsWith("application/json");
        assertThat(header("X-Request-Id")).isNotBlank();
        JsonNode error = json();
        assertThat(fieldsOf(error)).containsExactly("error_code", "error_msg");
        assertThat(error.get("error_code").isTextual()).isTrue();
        assertThat(error.get("error_code").textValue()).isEqualTo(wantedCode);
        assertThat(error.get("error_msg").isTextual()).isTrue();
        assertThat(error.get("error_msg").textValue())
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("io.logferry");
        return error.get("error_msg").textValue();
    }

    static List<String> fieldsOf(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
