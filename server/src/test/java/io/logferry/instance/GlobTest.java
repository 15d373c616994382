package io.logferry.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The same examples are tried on {@code deploy/sql/grants.sql} by {@code LeastPrivilegeTest}. */
class GlobTest {
    @ParameterizedTest
    @CsvFileSource(resources = "globs.csv", delimiter = ';')
    void a_glob_matches_what_it_describes_and_nothing_else(String glob, String name, boolean matches) {
        assertThat(Glob.parse(glob).matches(name)).isEqualTo(matches);
        assertThat(Glob.isGlob(name) || Glob.parse(name).matches(name))
                .as("a plain name matches itself")
                .isTrue();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "no-globs.csv", delimiter = ';')
    void an_invalid_glob_is_refused_and_the_message_says_why(String glob, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.parse(glob)).withMessage(problem);
    }
}
