package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.id.InstanceId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller without a login can do to the others, and what it learns: nothing. */
class StrangerStory {
    private static final SharedServer SHARED = SharedServer.get();

    private static Api reader;
    private static String instances;

    @BeforeAll
    static void start() {
        reader = SHARED.api();
        instances = "/v3/" + reader.project() + "/instances";
    }

    /** More bodies than the service has threads. */
    @Test
    void a_caller_with_a_token_is_answered_while_hundreds_of_callers_send_no_body() throws Exception {
        String body = "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n{";
        try (SlowSenders senders = new SlowSenders(reader.endpoint(), 300, body)) {
            for (int request = 0; request < 3; request++) {
                reader.get(instances).ok();
                reader.download(InstanceId.random(), "{}").error(404, "DBS.200002");
            }
            assertThat(senders.drip()).isPositive();
            await().atMost(Duration.ofMinutes(2)).until(() -> senders.drip() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GE", "GET /v3 HTTP/1.1\r\nHost: a\r\nX-Endless: "})
    void a_caller_who_does_not_finish_the_request_head_is_cut_off(String beginning) throws Exception {
        try (SlowSenders senders = new SlowSenders(reader.endpoint(), 500, beginning)) {
            await().atMost(Duration.ofMinutes(2)).until(() -> senders.drip() == 0);
        }
        reader.get(instances).ok();
    }

    @Test
    void made_up_paths_and_methods_add_no_metric_series() {
        Api nobody = reader.withoutToken();
        for (int number = 0; number < 150; number++) {
            nobody.get("/logferry/made-up-" + number);
            nobody.get("/v3/made-up-" + number);
            nobody.get("/logferry/%7Bmade-up-" + number + "%7D");
            RawRequest.get(nobody.endpoint(), "/logferry/{made-up-" + number + "}");
            RawRequest.get(nobody.endpoint(), "/made-up-" + number, "Host: second");
        }
        Api.send(nobody.request("/v3/auth/tokens").method("MADEUP", BodyPublishers.noBody()));
        reader.get("/v3/" + reader.project() + "/tasklist").ok();

        String metrics = reader.get("/q/metrics").body();
        assertThat(metrics)
                .contains("method=\"OTHER\"")
                .contains("uri=\"/v3/{project_id}/tasklist\"")
                .doesNotContainIgnoringCase("made");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a\r\nHost: b",
                "Host: a@b",
                "Host: a b",
                "Host: a/b",
                "Host:",
                "Host: a:b",
                "Host: a?b"
            })
    void a_request_without_exactly_one_host_is_refused(String hosts) {
        RawRequest.send(
                        reader.endpoint(),
                        "GET /v3 HTTP/1.1\r\n" + hosts + (hosts.isEmpty() ? "" : "\r\n") + "Connection: close\r\n\r\n")
                .error(400, "DBS.280001");
    }

    @Test
    void http_1_0_needs_no_host() {
        assertThat(RawRequest.send(reader.endpoint(), "GET /v3 HTTP/1.0\r\n\r\n")
                        .body())
                .contains("\"" + reader.endpoint() + "/v3/\"");
    }

    @Test
    void answers_are_not_cached() {
        for (String path :
                List.of("/", "/v3", "/v3/auth/tokens", "/v3/nothing", instances, "/q/health", "/q/metrics")) {
            assertThat(RawRequest.get(reader.endpoint(), path).headers().allValues("Cache-Control"))
                    .as(path)
                    .containsExactly("no-store");
        }
    }

    @Test
    void expect_100_continue_is_answered_and_a_body_that_is_too_large_is_refused_first() {
        String head =
                "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ";
        assertThat(RawRequest.send(reader.endpoint(), head + "2\r\n\r\n{}").status())
                .isEqualTo(100);
        assertThat(RawRequest.send(reader.endpoint(), head + "70000\r\n\r\n").status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: -1",
                "Content-Length : 2",
                "Transfer-Encoding: xchunked\r\nContent-Length: 2",
                "Transfer-Encoding: gzip, chunked"
            })
    void a_body_with_an_ambiguous_length_is_refused(String length) {
        Answer answer = RawRequest.send(
                reader.endpoint(),
                "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + length + "\r\n\r\n{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("auth");
    }

    @Test
    void pipelined_requests_are_answered_in_order() {
        String request = "GET /v3 HTTP/1.1\r\nHost: ";
        String all = RawRequest.send(
                        reader.endpoint(),
                        request + "first\r\n\r\n" + request + "second\r\n\r\n" + request
                                + "third\r\nConnection: close\r\n\r\n")
                .body();
        assertThat(Arrays.asList("http://first/v3/", "http://second/v3/", "http://third/v3/"))
                .isSortedAccordingTo((one, next) -> Integer.compare(all.indexOf(one), all.indexOf(next)))
                .allSatisfy(link -> assertThat(all).contains(link));
    }

    @Test
    void health_shows_only_the_status() {
        String health = reader.withoutToken().get("/q/health").ok().toString();
        assertThat(health).doesNotContain("\"data\"").doesNotContain("/");
        for (Map.Entry<String, String> setting : SHARED.fleet().settings().entrySet()) {
            assertThat(health).doesNotContain(setting.getValue());
        }
    }
}
