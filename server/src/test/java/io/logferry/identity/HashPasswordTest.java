package io.logferry.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class HashPasswordTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_hash_is_of_the_password_without_the_newline_at_its_end() throws Exception {
        assertThat(hash("s3cret\n")).isZero();
        assertThat(out.toString(UTF_8)).endsWith("\n");
        assertMatches("s3cret");
        assertThat(hash("s3cret\r\n")).isZero();
        assertMatches("s3cret");
        assertThat(hash("s3cret")).isZero();
        assertMatches("s3cret");
        assertThat(hash(" two \n\n")).isZero();
        assertMatches(" two \n");
    }

    @Test
    void an_empty_password_is_refused() throws Exception {
        assertThat(hash("\n")).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(UTF_8)).contains("the password is empty");
    }

    @Test
    void a_password_longer_than_bcrypt_looks_at_is_refused() throws Exception {
        assertThat(hash("x".repeat(72) + "\r\n")).isZero();
        assertMatches("x".repeat(72));
        assertThat(hash("x".repeat(73))).isEqualTo(2);
        assertThat(hash("é".repeat(37) + "\n")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("longer than 72 bytes");
    }

    private int hash(String input) throws IOException {
        out.reset();
        return HashPassword.run(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private void assertMatches(String password) {
        Secret hash = new Secret(out.toString(UTF_8).strip());
        assertThat(Bcrypt.isHash(hash.value())).isTrue();
        assertThat(Bcrypt.matches(password.getBytes(UTF_8), hash)).isTrue();
    }
}
