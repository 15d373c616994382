package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service with a certificate of its own, which an authority of the house has signed. */
class HttpsStory {
    private static final Duration RENEWAL = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static byte[] log;
    private static Fleet fleet;
    private static Fleet.Instance orders;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(folder);
        TestAuthority.Issued first = authority.issue();
        replace("tls.pem", first.certificate());
        replace("tls.key", first.key());
        log = "LOG:  a line that nobody in between can read\n".repeat(70_000).getBytes(StandardCharsets.UTF_8);
        Path logs = Files.createDirectory(folder.resolve("log"));
        Files.write(logs.resolve("postgresql.log"), log);
        fleet = new Fleet(folder);
        orders = fleet.add(Fleet.Instance.of("orders", Fleet.Node.directory("master", logs)));
        fleet.write();
        server = RunningServer.on(
                folder.resolve("home"),
                settings(Map.of(
                        "logferry.tls.certificate", folder.resolve("tls.pem").toString(),
                        "logferry.tls.key", folder.resolve("tls.key").toString())),
                client(HttpClient.Version.HTTP_1_1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void links_use_https_and_return_the_log(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            String link = link(client);
            assertThat(link).startsWith(server.endpoint() + "/").startsWith("https://");

            HttpResponse<byte[]> whole = client.send(get(link).build(), BodyHandlers.ofByteArray());
            assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(log);

            HttpResponse<byte[]> rest =
                    client.send(get(link).header("Range", "bytes=2000001-").build(), BodyHandlers.ofByteArray());
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(log, 2_000_001, log.length));

            HttpResponse<byte[]> head = client.send(get(link).HEAD().build(), BodyHandlers.ofByteArray());
            assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(log.length);
        }
    }

    @Test
    void a_client_that_does_not_trust_the_authority_does_not_connect() {
        assertThatThrownBy(() -> Api.HTTP.send(get(server.endpoint() + "/v3").build(), BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void plain_http_is_off() {
        URI plain = URI.create("http://127.0.0.1:" + server.endpoint().getPort() + "/v3");
        assertThatThrownBy(() -> Api.HTTP.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        assertThat(server.process().output()).doesNotContain("Listening on: http://");
    }

    @Test
    void a_renewed_certificate_is_used_without_a_restart() throws Exception {
        try (HttpClient connected = client(HttpClient.Version.HTTP_1_1)) {
            Certificate before = shownCertificate();
            TestAuthority.Issued renewed = authority.issue("rsa:2048");

            replace("tls.pem", renewed.certificate());
            await().atMost(RENEWAL)
                    .until(() -> server.process().output().contains("The previous certificate stays in use"));
            assertThat(shownCertificate()).isEqualTo(before);

            replace("tls.key", renewed.key());
            Certificate wanted = TestAuthority.read(renewed.certificate());
            // Each look is a connection of its own, one after the other without a pause: none of them may fail at the
            // moment of the renewal.
            await().atMost(RENEWAL)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> shownCertificate().equals(wanted));
            assertThat(link(connected)).startsWith("https://");
        }
    }

    @Test
    void startup_fails_if_the_key_setting_is_missing() {
        Map<String, String> alone =
                Map.of("logferry.tls.certificate", folder.resolve("tls.pem").toString());
        assertRefused(alone, "logferry.tls.certificate is set, but logferry.tls.key isn't");
    }

    @Test
    void startup_fails_if_the_key_does_not_match_the_certificate() {
        Map<String, String> wrong = Map.of(
                "logferry.tls.certificate", authority.issue().certificate().toString(),
                "logferry.tls.key", authority.issue().key().toString());
        assertRefused(wrong, "the key doesn't belong to the certificate");
    }

    @Test
    void startup_fails_if_a_certificate_file_is_missing() {
        Map<String, String> missing = Map.of(
                "logferry.tls.certificate", folder.resolve("none.pem").toString(),
                "logferry.tls.key", folder.resolve("tls.key").toString());
        assertRefused(missing, "logferry.tls.certificate: the file " + folder.resolve("none.pem"));
    }

    private static void assertRefused(Map<String, String> tls, String sentence) {
        assertThatThrownBy(() -> RunningServer.on(folder.resolve("refused"), settings(tls)))
                .hasMessageContaining("exit code")
                .hasMessageContaining(sentence);
    }

    private static Map<String, String> settings(Map<String, String> tls) {
        Map<String, String> settings = new HashMap<>(fleet.settings());
        settings.putAll(tls);
        return settings;
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(authority.client())
                .build();
    }

    private static HttpRequest.Builder get(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    /** Logs in, asks, polls. */
    private static String link(HttpClient client) throws Exception {
        String login = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":
                  {"name":"%s","domain":{"name":"Default"},"password":"%s"}}},"scope":{"project":{"name":"%s"}}}}""".formatted(Fleet.USER, Fleet.PASSWORD, Fleet.PROJECT_NAME);
        String token = client.send(
                        get(server.endpoint() + "/v3/auth/tokens")
                                .POST(BodyPublishers.ofString(login))
                                .build(),
                        BodyHandlers.discarding())
                .headers()
                .firstValue("X-Subject-Token")
                .orElseThrow();
        HttpRequest ask = get("%s/v3/%s/instances/%s/errorlog-download"
                        .formatted(server.endpoint(), fleet.project(), orders.id()))
                .header("X-Auth-Token", token)
                .POST(BodyPublishers.noBody())
                .build();
        JsonNode finished = await().until(
                        () -> JSON.readTree(
                                client.send(ask, BodyHandlers.ofString()).body()),
                        answer -> answer.path("status").asText().equals("FINISH"));
        return finished.path("list").path(0).path("file_link").textValue();
    }

    /** A client of TLS 1.3 may send its first request in the same bytes as the end of its handshake. */
    @Test
    void an_idle_connection_stays_open_if_its_first_request_arrived_with_the_handshake() throws Exception {
        try (CoalescedTls connection = new CoalescedTls(authority.client(), server.endpoint())) {
            connection.send("GET /v3 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.read()).startsWith("HTTP/1.1 200");
            assertThat(connection.isOpenFor(Duration.ofSeconds(15))).isTrue();
            connection.send("GET /v3 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.read()).startsWith("HTTP/1.1 200");
            connection.send("GET /v3 HTTP/1.1\r\n");
            assertThat(connection.isOpenFor(Duration.ofMinutes(1))).isFalse();
        }
    }

    /** To a new connection. */
    private static Certificate shownCertificate() throws IOException {
        try (SSLSocket socket = (SSLSocket) authority
                .client()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.endpoint().getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static void replace(String name, Path content) throws IOException {
        Path part = Files.copy(content, folder.resolve("." + name), StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
