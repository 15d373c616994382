package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.logferry.TestAuthority;
import io.logferry.embedded.TestPostgres;
import io.logferry.store.Bucket;
import io.logferry.store.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An object store as those have it who run one themselves: HTTPS with a certificate of their own authority, the bucket in the host name, and no
 * keys in the settings.
 */
class S3SettingsStory {
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final String ROLE = "arn:aws:iam::123456789012:role/logferry";
    private static final String WEB_IDENTITY = "header.payload.signature";
    private static final byte[] LOG =
            "LOG:  a line that is sent in parts\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static S3Server s3;
    private static HttpServer tokenService;
    private static Fleet fleet;
    private static Fleet.Instance orders;

    @BeforeAll
    static void start() throws IOException {
        authority = new TestAuthority(folder);
        s3 = S3Server.start(Files.createDirectory(folder.resolve("s3")), authority);
        tokenService = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tokenService.createContext("/", S3SettingsStory::assumeRole);
        tokenService.start();
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.write(logs.resolve("postgresql.log"), LOG);
        fleet = new Fleet(folder);
        orders = fleet.add(Fleet.Instance.of("orders", Fleet.Node.directory("master", logs)));
        fleet.write();
    }

    @AfterAll
    static void stop() {
        tokenService.stop(0);
        s3.close();
    }

    /** What AWS's own token service does, which S3Proxy hasn't: keys for some time, to whom it knows. */
    private static void assumeRole(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean isKnown = asked.contains("Action=AssumeRoleWithWebIdentity")
                && asked.contains("WebIdentityToken=" + WEB_IDENTITY)
                && asked.contains("RoleArn=" + URLEncoder.encode(ROLE, StandardCharsets.UTF_8));
        byte[] answer = """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult><Credentials>
                    <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                    <SessionToken>session</SessionToken><Expiration>%s</Expiration>
                  </Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """.formatted(
                        S3Server.ACCESS_KEY,
                        S3Server.SECRET_KEY,
                        Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS))
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(isKnown ? 200 : 403, isKnown ? answer.length : -1);
            if (isKnown) {
                exchange.getResponseBody().write(answer);
            }
        }
    }

    @Test
    void the_store_works_with_virtual_hosts_a_private_authority_and_a_web_identity() throws Exception {
        Map<String, String> settings = settings();
        settings.put("logferry.store.s3.ca", authority.certificate().toString());
        try (RunningServer server = server("trusting", settings)) {
            String link = Api.of(server, fleet)
                    .finished(orders.id())
                    .get("list")
                    .get(0)
                    .get("file_link")
                    .textValue();

            URI address = URI.create(link);
            assertThat(link)
                    .startsWith("https://" + BUCKET + "." + TestAuthority.NAME + ":")
                    .contains("X-Amz-Security-Token=session");
            assertThat(download(address)).isEqualTo(LOG);
            assertThat(folder.resolve("s3/data/" + BUCKET + address.getPath())).hasBinaryContent(LOG);
        }
    }

    @Test
    void an_unknown_authority_is_not_trusted() throws IOException {
        Map<String, String> settings = settings();
        assertThatThrownBy(() -> server("distrustful", settings))
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("The object store (" + s3.secureAddress())
                .hasMessageContaining("logferry.store.s3.endpoint")
                .hasMessageContaining("certification path");
    }

    private static RunningServer server(String name, Map<String, String> settings) throws IOException {
        // The names below localhost are known to no resolver for certain.
        Path hosts = Files.writeString(
                folder.resolve(name + ".hosts"),
                "127.0.0.1 %s %s.%s\n".formatted(TestAuthority.NAME, BUCKET, TestAuthority.NAME));
        return RunningServer.on(folder.resolve(name), settings, List.of("-Djdk.net.hosts.file=" + hosts));
    }

    private static Map<String, String> settings() throws IOException {
        Path token = Files.writeString(folder.resolve("web-identity"), WEB_IDENTITY);
        TestPostgres.Database state = TestPostgres.shared().empty();
        Map<String, String> settings = new HashMap<>(fleet.settings());
        settings.put("logferry.database.url", state.jdbcUrl());
        settings.put("logferry.database.username", state.user());
        settings.put("logferry.database.password", state.password());
        settings.put("logferry.store.kind", "s3");
        settings.put("logferry.store.bucket", BUCKET.name());
        settings.put("logferry.store.s3.endpoint", s3.secureAddress().toString());
        settings.put("logferry.store.s3.path-style", "false");
        settings.put("aws.webIdentityTokenFile", token.toString());
        settings.put("aws.roleArn", ROLE);
        settings.put("aws.region", "us-east-1"); // without it the SDK asks AWS's own token service
        settings.put(
                "aws.endpointUrlSts",
                "http://127.0.0.1:" + tokenService.getAddress().getPort());
        return settings;
    }

    /** By curl, which can be told where a name is. */
    private static byte[] download(URI link) throws IOException, InterruptedException {
        Path file = folder.resolve("downloaded");
        Process curl = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--cacert",
                        authority.certificate().toString(),
                        "--resolve",
                        link.getHost() + ":" + link.getPort() + ":127.0.0.1",
                        "--output",
                        file.toString(),
                        link.toString())
                .inheritIO()
                .start();
        assertThat(curl.waitFor()).isZero();
        return Files.readAllBytes(file);
    }
}
