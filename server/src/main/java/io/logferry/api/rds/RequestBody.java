package io.logferry.api.rds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.api.RequestBytes;
import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A request's optional JSON body: nothing, blanks and {@code {}} are the same, whatever the Content-Type says. */
final class RequestBody {
    private RequestBody() {}

    static ObjectNode read(InputStream body, ObjectMapper json) throws IOException {
        byte[] bytes = RequestBytes.read(body)
                .orElseThrow(() -> ApiException.of(ErrorCode.TOO_LARGE, "The body is larger than 64 KiB."));
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            return json.createObjectNode();
        }
        if (parse(bytes, json) instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.of(ErrorCode.BAD_PARAMETER, "The body must be a JSON object.");
    }

    private static JsonNode parse(byte[] bytes, ObjectMapper json) throws IOException {
        try {
            return json.reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(bytes);
        } catch (JsonProcessingException e) {
            throw ApiException.of(ErrorCode.BAD_PARAMETER, "The body is not JSON.");
        }
    }
}
