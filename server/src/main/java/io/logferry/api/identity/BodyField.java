package io.logferry.api.identity;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.logferry.api.WholeBodies;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field of a JSON body, with its path for messages. */
record BodyField(JsonNode node, String path) {
    /** A message shows the place of an error, but not the text there: it may be a password. */
    private static final ObjectReader READER = JsonMapper.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    static BodyField read(InputStream body) throws IOException {
        byte[] bytes = WholeBodies.read(body)
                .orElseThrow(() -> new KeystoneException(
                        Status.REQUEST_ENTITY_TOO_LARGE, "The body is larger than " + WholeBodies.MOST + " bytes."));
        try {
            return new BodyField(READER.readTree(bytes), "the body").mustBeObject();
        } catch (JsonProcessingException e) {
            throw KeystoneException.badRequest("The body is not JSON" + place(e.getLocation()) + ".");
        }
    }

    /** @param location null if the body exceeds a limit, such as that of the nesting */
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    BodyField object(String name) {
        return field(name).orElseThrow(() -> missing(name)).mustBeObject();
    }

    Optional<BodyField> findObject(String name) {
        return field(name).map(BodyField::mustBeObject);
    }

    String text(String name) {
        return findText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> findText(String name) {
        return field(name).map(BodyField::mustBeText);
    }

    List<String> texts(String name) {
        BodyField list = field(name).orElseThrow(() -> missing(name));
        if (!list.node.isArray()) {
            throw KeystoneException.badRequest("The field " + list.path + " must be a list of texts.");
        }
        List<String> texts = new ArrayList<>();
        list.node.forEach(item -> texts.add(new BodyField(item, list.path + "[]").mustBeText()));
        return texts;
    }

    /** A field; empty if it is absent or null. */
    Optional<BodyField> field(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(new BodyField(value, pathOf(name)));
    }

    KeystoneException missing(String name) {
        return KeystoneException.badRequest("The field " + pathOf(name) + " is missing.");
    }

    private BodyField mustBeObject() {
        if (!node.isObject()) {
            throw KeystoneException.badRequest("A JSON object was expected as " + path + ".");
        }
        return this;
    }

    private String mustBeText() {
        if (!node.isTextual()) {
            throw KeystoneException.badRequest("The field " + path + " must be a text.");
        }
        return node.textValue();
    }

    private String pathOf(String name) {
        return path.equals("the body") ? name : path + "." + name;
    }
}
