package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.api.error.ErrorCode;
import io.logferry.health.Readability;
import io.logferry.instance.InstanceStatus;
import io.logferry.record.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/api.md and docs/what-is-in-the-file.md are the contract: their tables say what the code has. The stories ask the server. */
class ApiPageTest {
    @Test
    void the_errors_are_those_of_the_code() {
        assertThat(Page.API.table("errors"))
                .extracting(row -> row.cell("HTTP") + " " + row.code("`error_code`") + " " + row.cell("wording"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.status() + " " + code.code() + " " + code.wording())
                        .toList());
    }

    @Test
    void the_severities_are_in_the_order_of_the_code() {
        List<String> severities =
                Arrays.stream(Severity.values()).map(Severity::name).toList();
        assertThat(Page.FILE.codes("severities", "severity")).isEqualTo(severities);
        assertThat(Page.API.table("download-body"))
                .filteredOn(row -> row.code("field").equals("level"))
                .singleElement()
                .satisfies(row -> assertThat(Page.codes(row.cell("values"))).isEqualTo(severities));
    }

    @Test
    void the_words_for_an_instance_are_those_of_the_code() {
        assertThat(Page.API.codes("instance-status", "`status`"))
                .containsExactly(Arrays.stream(InstanceStatus.values())
                        .map(InstanceStatus::word)
                        .toArray(String[]::new));
        assertThat(Page.API.codes("log-status", "`log_status`"))
                .containsExactly(Arrays.stream(Readability.State.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @Test
    void the_defaults_of_settings_are_those_of_the_configuration() throws IOException {
        List<String> settings = Files.readAllLines(Path.of("../docs/configuration.md"));
        for (Page.Row row : Page.API.table("times")) {
            assertThat(settings)
                    .filteredOn(line -> isOf(row.code("setting"), line))
                    .singleElement()
                    .satisfies(line -> assertThat(line.split("\\|", -1)[3]).contains("`" + row.code("default") + "`"));
        }
    }

    /** A row for several settings names all but the first by their last part: {@code .token-ttl}. */
    private static boolean isOf(String setting, String line) {
        int last = setting.lastIndexOf('.');
        String first = "| `" + setting.substring(0, last);
        return line.startsWith(first)
                && (line.startsWith("| `" + setting + "`")
                        || line.split("\\|", -1)[1].contains("`" + setting.substring(last) + "`"));
    }

    @Test
    void every_promise_names_a_test() throws IOException {
        for (Page page : List.of(Page.API, Page.FILE)) {
            String promises = page == Page.API ? "api-promises" : "file-promises";
            assertThat(page.table(promises))
                    .allSatisfy(row -> assertThat(Page.codes(row.cell("test"))).isNotEmpty());
        }
        NamedTests.assertThere(Path.of("../docs/api.md"));
        NamedTests.assertThere(Path.of("../docs/what-is-in-the-file.md"));
    }

    @Test
    void every_table_and_example_is_read_by_a_test() throws IOException {
        List<String> names = new ArrayList<>(Page.API.names());
        names.addAll(Page.FILE.names());
        StringBuilder readers = new StringBuilder();
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(source);
                readers.append(text.contains("Page.API") || text.contains("Page.FILE") ? text : "");
            }
        }
        assertThat(names).allSatisfy(name -> assertThat(readers).contains("\"" + name + "\""));
    }
}
