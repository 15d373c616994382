package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tests that a page names as {@code FooTest} or {@code FooStory.a_sentence}. */
final class NamedTests {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Story))(?:\\.(\\w+))?`");
    private static final List<Path> SOURCES = List.of(
            Path.of("src/test/java"),
            Path.of("../cli/src/test/java"),
            Path.of("../id/src/test/java"),
            Path.of("../embedded/src/test/java"),
            Path.of("../sample/src/test/java"));

    private NamedTests() {}

    static void assertThere(Path page) throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(page)).results().toList();
        assertThat(named).isNotEmpty();
        for (MatchResult test : named) {
            assertThat(source(test.group(1)))
                    .as(test.group())
                    .contains(test.group(2) == null ? "" : test.group(2) + "(");
        }
    }

    private static String source(String test) throws IOException {
        for (Path sources : SOURCES) {
            try (Stream<Path> files = Files.walk(sources)) {
                Optional<Path> file =
                        files.filter(path -> path.endsWith(test + ".java")).findFirst();
                if (file.isPresent()) {
                    return Files.readString(file.get());
                }
            }
        }
        throw new AssertionError("There is no " + test);
    }
}
