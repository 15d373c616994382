package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.Page;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The fields of answers of one kind, by path: {@code list[].status} is a field of each object in the array {@code list}. */
final class AnswerFields {
    private static final String TOP = "";

    private final Map<String, String> types = new TreeMap<>();

    /** How often a field was there, and how often the object that may have it. */
    private final Map<String, Integer> fields = new TreeMap<>();

    private final Map<String, Integer> objects = new TreeMap<>();

    static AnswerFields of(JsonNode... answers) {
        AnswerFields all = new AnswerFields();
        for (JsonNode answer : answers) {
            all.add(TOP, answer);
        }
        return all;
    }

    /** Together the answers have every field of the table and no other one; each in its type, and as often as the table says. */
    void assertAre(String table) {
        Map<String, String> expected = new TreeMap<>();
        for (Page.Row row : Page.API.table(table)) {
            expected.put(row.code("field"), row.cell("JSON type"));
        }
        assertThat(types).as(table).isEqualTo(expected);
        for (Page.Row row : Page.API.table(table)) {
            assertThat(isAlwaysThere(row.code("field")))
                    .as("%s of %s is always there", row.code("field"), table)
                    .isEqualTo(row.cell("present").equals("always"));
        }
    }

    /** The table has all fields of this one answer. */
    void assertAreAmongThoseOf(String table) {
        List<String> known = Page.API.codes(table, "field");
        assertThat(known).as(table).containsAll(types.keySet());
        for (Page.Row row : Page.API.table(table)) {
            String field = row.code("field");
            if (types.containsKey(field)) {
                assertThat(types.get(field)).as(field).isEqualTo(row.cell("JSON type"));
            } else {
                assertThat(row.cell("present").equals("always") && objects.containsKey(parent(field)))
                        .as("%s is missing", field)
                        .isFalse();
            }
        }
    }

    private boolean isAlwaysThere(String field) {
        return fields.get(field).equals(objects.get(parent(field)));
    }

    private static String parent(String field) {
        return field.contains(".") ? field.substring(0, field.lastIndexOf('.')) : TOP;
    }

    private void add(String path, JsonNode node) {
        if (node.isArray()) {
            node.forEach(element -> add(path + "[]", element));
        } else if (node.isObject()) {
            objects.merge(path, 1, Integer::sum);
            node.properties().forEach(field -> {
                String name = path.equals(TOP) ? field.getKey() : path + "." + field.getKey();
                fields.merge(name, 1, Integer::sum);
                String type = typeOf(field.getValue());
                assertThat(types.merge(name, type, (before, now) -> now))
                        .as(name)
                        .isEqualTo(type);
                add(name, field.getValue());
            });
        }
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case ARRAY, BINARY, BOOLEAN, MISSING, NULL, OBJECT, POJO, STRING ->
                value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
