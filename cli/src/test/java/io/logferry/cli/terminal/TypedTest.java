package io.logferry.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    @ParameterizedTest
    @ValueSource(strings = {"orders", "orders of today", "Bob's", "$HOME", "a\tb", "", "*", "~/x", "a;b"})
    void a_shell_reads_a_quoted_word_as_the_same_single_word(String word) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + Typed.word(word)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word + "|");
    }
}
