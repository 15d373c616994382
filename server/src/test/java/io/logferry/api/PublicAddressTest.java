package io.logferry.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs.example.com",
                "//logs.example.com",
                "logs.example.com:8080",
                "ftp://logs.example.com",
                "https:///ferry",
                "https://logs.example.com/?a=b",
                "https://logs.example.com/#a"
            })
    void an_address_that_links_can_not_begin_with_is_refused(String text) {
        assertThatThrownBy(() -> new PublicAddress(Optional.of(URI.create(text))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logferry.public-url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://logs.example.com", "http://10.0.0.1:8080/", "HTTPS://[::1]:8443/ferry/"})
    void a_host_with_port_and_path_is_accepted(String text) {
        assertThatCode(() -> new PublicAddress(Optional.of(URI.create(text)))).doesNotThrowAnyException();
    }
}
