package io.logferry.cli.http;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTest {
    private final ScriptedServer server = new ScriptedServer();
    private final List<Duration> waits = new ArrayList<>();
    private final Http http = new Http(null, Proxies.ofEnvironment(Map.of()), waits::add);

    @AfterEach
    void close() {
        server.close();
    }

    private int status(String path) {
        return http.exchange(Http.request(server.uri(path)).build()).statusCode();
    }

    @Test
    void after_too_many_requests_the_command_waits_as_long_as_retry_after_says() {
        server.on("GET /", json(429, "{}", "Retry-After", "7"), json(503, "{}", "Retry-After", "2"), json(200, "{}"));
        assertThat(status("/")).isEqualTo(200);
        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void the_command_does_not_wait_for_an_hour() {
        server.on("GET /", json(503, "{}", "Retry-After", "3600"));
        assertThat(status("/")).isEqualTo(503);
        assertThat(waits).isEmpty();
    }

    @Test
    void the_command_gives_up_if_the_service_stays_down() {
        server.on("GET /", json(503, "{}"));
        assertThat(status("/")).isEqualTo(503);
        assertThat(waits).hasSize(4);
    }

    @Test
    void other_errors_are_returned_at_once() {
        server.on("GET /", json(500, "{}"));
        assertThat(status("/")).isEqualTo(500);
        assertThat(waits).isEmpty();
    }

    @Test
    void a_connection_that_breaks_is_tried_again() {
        ScriptedServer.Answer half = exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(new byte[5]);
            exchange.getResponseBody().flush();
        };
        server.on("GET /", half, json(200, "{}"));
        assertThat(status("/")).isEqualTo(200);
        assertThat(waits).hasSize(1);
    }

    @Test
    void a_refused_connection_is_a_network_failure() {
        URI nobody = server.uri("/");
        server.close();
        assertThatThrownBy(() -> http.exchange(Http.request(nobody).build()))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK))
                .hasMessageContaining("check that the service is running");
        assertThat(waits).hasSize(4).isSortedAccordingTo(Duration::compareTo);
    }

    @Test
    void an_unknown_host_name_is_not_tried_again() {
        assertThatThrownBy(() -> http.exchange(
                        Http.request(URI.create("http://nowhere.invalid/")).build()))
                .hasMessageContaining("can't resolve a host name");
        assertThat(waits).isEmpty();
    }

    @Test
    void a_redirect_is_not_followed_with_the_token() {
        server.on("GET /", json(302, "", "Location", "/elsewhere"));
        assertThat(status("/")).isEqualTo(302);
        assertThat(server.asked("GET /elsewhere")).isEmpty();
    }

    @Test
    void waits_double_up_to_a_limit_and_are_at_most_a_quarter_shorter() {
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        for (int attempt = 0; attempt < 70; attempt++) {
            long whole = attempt > 3 ? 1000 : 100L << attempt;
            assertThat(backOff.before(attempt).toMillis()).isBetween(whole * 3 / 4, whole);
        }
    }
}
