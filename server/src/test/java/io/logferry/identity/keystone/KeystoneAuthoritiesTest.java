package io.logferry.identity.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.TestAuthority;
import io.logferry.TestClock;
import io.logferry.identity.IdentityUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Keystone whose certificate an authority of the house has signed. */
class KeystoneAuthoritiesTest {
    private final TestClock clock = new TestClock();

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private FaultyKeystone keystone;

    @BeforeEach
    void start() throws IOException {
        authority = new TestAuthority(folder);
        keystone = new FaultyKeystone(authority.server(authority.issue()));
    }

    @AfterEach
    void stop() {
        keystone.close();
    }

    @Test
    void keystone_is_trusted_if_the_settings_name_its_authority() throws Exception {
        try (KeystoneTokens tokens = tokens(Optional.of(authority.certificate()))) {
            assertThat(tokens.verify("token")).isPresent();
        }
    }

    @Test
    void no_token_is_sent_to_a_keystone_that_no_authority_has_certified() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path stranger = new TestAuthority(elsewhere).certificate();
        for (Optional<Path> trusted : List.of(Optional.of(stranger), Optional.<Path>empty())) {
            try (KeystoneTokens tokens = tokens(trusted)) {
                assertThatThrownBy(() -> tokens.verify("token")).isInstanceOf(IdentityUnavailableException.class);
            }
        }
        assertThat(keystone.calls()).isZero();
    }

    @Test
    void a_file_without_certificates_is_reported_at_once() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path text = Files.writeString(folder.resolve("text.pem"), "not a certificate");
        for (Path file : new Path[] {empty, text, folder.resolve("none.pem")}) {
            assertThatThrownBy(() -> tokens(Optional.of(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("logferry.identity.keystone.ca")
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void authorities_of_a_plain_address_are_a_mistake() {
        assertThatThrownBy(() -> new KeystoneSettings(
                        URI.create("http://keystone/v3"), Duration.ZERO, Optional.of(authority.certificate())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
    }

    private KeystoneTokens tokens(Optional<Path> authorities) {
        return new KeystoneTokens(new KeystoneSettings(keystone.url(), Duration.ofMinutes(1), authorities), clock);
    }
}
