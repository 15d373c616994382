package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.cli.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects all pages of a list. */
final class Pages<T> {
    private final String list;
    private final String total;
    private final Function<JsonNode, T> reading;
    private final List<T> items = new ArrayList<>();
    private ObjectNode raw = Json.object();
    private boolean wantMore = true;

    Pages(String list, String total, Function<JsonNode, T> reading) {
        this.list = list;
        this.total = total;
        this.reading = reading;
    }

    boolean wantMore() {
        return wantMore;
    }

    int size() {
        return items.size();
    }

    void add(JsonNode answer) {
        if (items.isEmpty() && answer instanceof ObjectNode first) {
            raw = first.deepCopy();
        } else if (raw.path(list) instanceof ArrayNode all) {
            answer.path(list).forEach(all::add);
        }
        answer.path(list).forEach(item -> items.add(reading.apply(item)));
        wantMore = !answer.path(list).isEmpty()
                && items.size() < answer.path(total).asInt(0);
    }

    Answers<T> answers() {
        return new Answers<>(List.copyOf(items), raw);
    }
}
