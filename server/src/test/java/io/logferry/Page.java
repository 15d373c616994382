package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of docs, as a table of tables and JSON examples. A comment before each gives its name: {@code <!-- table: errors -->}. */
public record Page(String text) {
    /** The calls, fields, states and errors. */
    public static final Page API = Page.read("api.md");

    /** Which log files, in which order, cut where. */
    public static final Page FILE = Page.read("what-is-in-the-file.md");

    private static final Pattern TABLE = Pattern.compile("(?m)^<!-- table: (\\S+) -->\\n((?:\\|.*\\n)+)|^\\|[-|]+\\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^<!-- example: (\\S+) -->\\n```json\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** @param cells by the heading of their column, without the blanks around them */
    public record Row(Map<String, String> cells) {
        /** Fails if the table has no such column. */
        public String cell(String heading) {
            assertThat(cells).containsKey(heading);
            return cells.get(heading);
        }

        /** The first text in backticks of the first cell. */
        public String first() {
            return codes(cells.values().iterator().next()).getFirst();
        }

        /** The cell's first text in backticks. */
        public String code(String heading) {
            return codes(cell(heading)).getFirst();
        }
    }

    static Page read(String name) {
        try {
            return new Page(Files.readString(Path.of("../docs", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the table of that name. */
    public List<Row> table(String name) {
        String table = named(TABLE, name);
        List<List<String>> lines = table.lines().map(Page::cells).toList();
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines.subList(2, lines.size())) {
            assertThat(line).as(name).hasSameSizeAs(lines.getFirst());
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < line.size(); i++) {
                row.put(lines.getFirst().get(i), line.get(i));
            }
            rows.add(new Row(row));
        }
        assertThat(rows).as(name).isNotEmpty();
        return rows;
    }

    /** The texts in backticks of a table's column, a row each. */
    public List<String> codes(String table, String heading) {
        return table(table).stream().map(row -> row.code(heading)).toList();
    }

    /** The JSON example of that name. */
    public JsonNode example(String name) {
        try {
            return new ObjectMapper().readTree(named(EXAMPLE, name));
        } catch (JsonProcessingException e) {
            throw new AssertionError("The example " + name + " is not JSON", e);
        }
    }

    /** The names of all tables and examples. Fails if a table has none, or two have the same. */
    Set<String> names() {
        List<MatchResult> tables = TABLE.matcher(text).results().toList();
        assertThat(tables).allSatisfy(table -> assertThat(table.group(1)).isNotNull());
        assertThat(tables).extracting(table -> table.group(1)).doesNotHaveDuplicates();
        Set<String> names =
                new TreeSet<>(tables.stream().map(table -> table.group(1)).toList());
        EXAMPLE.matcher(text).results().forEach(example -> names.add(example.group(1)));
        return names;
    }

    /** All texts in backticks. */
    public static List<String> codes(String markdown) {
        return CODE.matcher(markdown).results().map(code -> code.group(1)).toList();
    }

    private String named(Pattern pattern, String name) {
        return pattern.matcher(text)
                .results()
                .filter(match -> name.equals(match.group(1)))
                .map(match -> match.group(2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The page has no " + name));
    }

    private static List<String> cells(String line) {
        String[] cells = line.split("\\|", -1);
        return Arrays.stream(cells, 1, cells.length - 1).map(String::strip).toList();
    }
}
