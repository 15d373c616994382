package io.logferry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
    private static final String PASSWORD = "hunter2-correct-horse";

    @TempDir
    Path folder;

    private record Ship(String name, int masts, boolean steam, Optional<String> port, Secret key) {}

    private record Fleet(List<Ship> ships, List<String> harbours) {}

    private static final YamlMapping.Reader<Fleet> FLEET = root -> {
        Map<String, String> names = new HashMap<>();
        var ships = root.mappings("ships", ship -> {
                    var name = ship.text("name").required().unique(names);
                    var masts = ship.number("masts", 1, 7).orElse(3);
                    var steam = ship.flag("steam").orElse(false);
                    var port = ship.text("port");
                    var key = ship.secret("key").required();
                    return () -> new Ship(name.get(), masts.get(), steam.get(), port.find(), key.get());
                })
                .required();
        var harbours = root.texts("harbours").orElse(List.of());
        return () -> new Fleet(ships.get(), harbours.get());
    };

    @Test
    void a_complete_file_is_read() throws Exception {
        Files.writeString(folder.resolve("key"), PASSWORD + "\n");
        YamlDocument<Fleet> document = read("""
                ships:
                  - name: 0012
                    masts: 2
                    steam: true
                    port: no
                    key: ${env:SHIP_KEY}
                  - { name: Preussen, key: "${file:%s}" }
                harbours: [Hamburg, "Valparaíso"]
                """.formatted(folder.resolve("key")));

        assertThat(document.value())
                .isEqualTo(new Fleet(
                        List.of(
                                new Ship("0012", 2, true, Optional.of("no"), new Secret("from the environment")),
                                new Ship("Preussen", 3, false, Optional.empty(), new Secret(PASSWORD))),
                        List.of("Hamburg", "Valparaíso")));
        assertThat(document.warnings()).isEmpty();
        assertThat(document.toString()).doesNotContain(PASSWORD).doesNotContain("from the environment");
    }

    @Test
    void all_problems_are_reported_at_once_with_line_and_field() throws Exception {
        assertThat(problemsOf("""
                ships:
                  - name: Pamir
                    masts: twelve
                    steam: "yes"
                  - name: Pamir
                    mast: 4
                    key: ${env:ABSENT}
                  - masts: 8
                    masts: 4
                    name: ""
                    key: ${file:/absent/key}
                  - just a text
                  - name: [Passat]
                    key: ${vault:x}
                harbours: Hamburg
                """))
                .containsExactly(
                        at(3, "ships[0].masts: must be a number from 1 to 7, but is \"twelve\""),
                        at(4, "ships[0].steam: must be true or false, but is \"yes\""),
                        at(2, "ships[0].key: is missing"),
                        at(5, "ships[1].name: must be unique, but is the same as ships[0].name (line 2)"),
                        at(7, "ships[1].key: the environment variable ABSENT is not set or empty"),
                        at(
                                6,
                                "ships[1].mast: there is no such field; the fields here are name, masts, steam, port, key"),
                        at(9, "ships[2].masts: is written twice: it is on line 8 already"),
                        at(10, "ships[2].name: must not be blank, but is \"\""),
                        at(8, "ships[2].masts: must be a number from 1 to 7, but is \"8\""),
                        at(11, "ships[2].key: the file /absent/key can't be read: there is no such file"),
                        at(12, "ships[3]: must be a mapping (lines of `field: value`)"),
                        at(13, "ships[4].name: must be a single value, not a list or a mapping"),
                        at(14, "ships[4].key: is no reference that is known here: write ${env:NAME} or ${file:/path}"),
                        at(15, "harbours: must be a list (lines that begin with `- `)"));
    }

    @Test
    void a_plain_secret_causes_a_warning_that_does_not_show_it() throws Exception {
        YamlDocument<Fleet> document = read("""
                ships:
                  - name: Pamir
                    key: %s
                """.formatted(PASSWORD));

        assertThat(document.value().ships().getFirst().key().value()).isEqualTo(PASSWORD);
        assertThat(document.warnings())
                .containsExactly(
                        at(
                                3,
                                "ships[0].key: is in plain text: better write ${env:NAME} or ${file:/path}, and keep the secret there"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: *%s",
                "key: !%s",
                "key: !x!%s",
                "key: \"%s",
                "key: \"%s\\q\"",
                "key: [%s",
                "key: {%s}",
                "key: %s\n   name: y",
                "key: '%s' z",
                "key: - %s: x: y",
                "key: !%s x",
                "key: \"\\u%s\"",
                "key: @%s",
                "key: `%s",
                "key: |%s",
                "? %s\n    - x",
                "key: &%s *%s",
                "key: %s\u0001",
                "key: ${%s}",
                "key: ${file:/dev/null}\n    name: x\n  %s: &",
                "key:\t%s\n\t- z",
            })
    void no_message_about_a_broken_file_shows_a_secret(String line) throws Exception {
        List<String> problems = problemsOf("ships:\n  - name: Pamir\n    " + line.replace("%s", PASSWORD) + "\n");

        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(problem).startsWith(file().toString()).doesNotContain(PASSWORD));
    }

    @Test
    void a_password_that_yaml_would_take_for_a_tag_is_refused() throws Exception {
        assertThat(problemsOf("ships:\n  - name: Pamir\n    key: !secret words\n"))
                .containsExactly(at(3, "ships[0].key: has a tag; a text that begins with ! must stand in quotes"));
    }

    @Test
    void broken_syntax_is_reported_with_its_line() throws Exception {
        assertThat(problemsOf("ships:\n  - name: a\n   key: b\n"))
                .containsExactly(
                        file()
                                + " line 3: this line doesn't fit the lines above: look at its indentation, and for a missing quote or colon");
        assertThat(problemsOf("ships: [ { name: a, key: ${env:SHIP_KEY} } ]\n"))
                .singleElement()
                .asString()
                .startsWith(file() + " line 1: ")
                .endsWith("must stand in quotes here");
        assertThat(problemsOf("ships:\n  - key: a\u0007\n"))
                .singleElement()
                .asString()
                .contains(" line 2: ");
        assertThat(problemsOf("ships:\n\t- key: a\n")).containsExactly(file() + " line 2: a tab; indent with blanks");
        assertThat(problemsOf("ships: []\n---\nships: []\n"))
                .singleElement()
                .asString()
                .endsWith(" line 2: a second document begins here, but only one is read");
    }

    @Test
    void a_file_that_is_no_yaml_mapping_is_refused() throws Exception {
        assertThat(problemsOf("# nothing\n")).containsExactly(file() + ": is empty");
        assertThat(problemsOf("- a\n"))
                .containsExactly(file() + " line 1: must be a mapping (lines of `field: value`)");
        assertThat(problemsOf("harbours: [a]\n")).containsExactly(at(1, "ships: is missing"));
        Files.write(file(), new byte[] {'a', ':', (byte) 0xff});
        assertThat(problems()).containsExactly(file() + ": is not UTF-8 text");
        Files.delete(file());
        assertThat(problems()).containsExactly(file() + ": can't be read: there is no such file");
    }

    @Test
    void a_list_without_a_value_is_empty_and_a_byte_order_mark_is_passed_over() throws Exception {
        assertThat(read("\uFEFFships:\n").value().ships()).isEmpty();
    }

    @Test
    void deep_nesting_and_many_aliases_end_in_a_problem() throws Exception {
        assertThat(problemsOf("ships: " + "[".repeat(10_000)))
                .singleElement()
                .asString()
                .contains("levels");
        StringBuilder laughs = new StringBuilder("ships: &a0 [x]\n");
        for (int level = 1; level < 10; level++) {
            laughs.append("a%d: &a%d [".formatted(level, level) + ("*a%d,".formatted(level - 1)).repeat(200) + "]\n");
        }
        assertThat(problemsOf(laughs.toString())).singleElement().asString().contains("aliases");
    }

    @Test
    void many_problems_make_a_short_message() throws Exception {
        Files.writeString(file(), "ships:\n" + "  - {}\n".repeat(50));

        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::read)
                .withMessageEndingWith("\nand 80 more problems")
                .satisfies(e -> assertThat(e.problems()).hasSize(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"harbours: [\"%s\"]\n", "harbours:\n- %s\n", "# %s\n", "harbours:\n- |\n  %s\n"})
    void a_line_without_end_is_refused_before_it_is_parsed(String form) throws IOException {
        int number = form.formatted("").split("\n").length;
        assertThat(problemsOf("ships: []\n" + form.formatted("x".repeat(2 << 20))))
                .containsExactly(at(number + 1, "is longer than 131072 characters: break it into several lines"));
        assertThat(problemsOf("ships: []\nnothing: \"%s\"\n".formatted("x".repeat(100_000))))
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem).contains("nothing"));
    }

    @Test
    void a_file_of_more_values_than_memory_is_there_for_is_refused() throws IOException {
        assertThat(problemsOf("ships: []\nharbours:\n" + "- x\n".repeat(600_000)))
                .hasSize(1)
                .allSatisfy(
                        problem -> assertThat(problem).endsWith("is too far: up to here are 500000 values already"));
    }

    /** 300 × 300 × 300 by nine hundred aliases. */
    @Test
    void a_file_that_multiplies_itself_by_aliases_is_refused() throws IOException {
        String many = ", *%s".repeat(299);
        Files.writeString(
                file(),
                "a: [&a { b: [&b { c: [&c { d: x }%s] }%s] }%s]\n"
                        .formatted(many.replace("%s", "c"), many.replace("%s", "b"), many.replace("%s", "a")));
        YamlMapping.Reader<Integer> reader = root -> {
            var a = root.mappings("a", one -> {
                var b = one.mappings("b", two -> {
                    var c = two.mappings("c", three -> {
                        var d = three.text("d");
                        return () -> d.get().length();
                    });
                    return () -> c.get().size();
                });
                return () -> b.get().size();
            });
            return () -> a.get().size();
        };
        assertThat(catchThrowableOfType(InvalidFileException.class, () -> YamlDocument.read(file(), reader, Map.of()))
                        .problems())
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem).endsWith("its aliases expand to more than 500000 values"));
    }

    @Test
    void of_very_many_problems_the_first_are_kept_and_all_are_counted() throws IOException {
        Files.writeString(
                file(),
                "ships: []\n"
                        + IntStream.range(0, 50_000)
                                .mapToObj("x%d:\n"::formatted)
                                .collect(Collectors.joining()));
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::read)
                .withMessageEndingWith("\nand 49980 more problems")
                .satisfies(e -> assertThat(e.problems()).hasSize(1000));
    }

    private Path file() {
        return folder.resolve("fleet.yaml");
    }

    private String at(int line, String text) {
        return file() + " line " + line + ": " + text;
    }

    private YamlDocument<Fleet> read(String content) throws IOException, InvalidFileException {
        Files.writeString(file(), content);
        return read();
    }

    private YamlDocument<Fleet> read() throws InvalidFileException {
        return YamlDocument.read(file(), FLEET, Map.of("SHIP_KEY", "from the environment"));
    }

    private List<String> problemsOf(String content) throws IOException {
        Files.writeString(file(), content);
        return problems();
    }

    private List<String> problems() {
        return catchThrowableOfType(InvalidFileException.class, this::read).problems();
    }
}
