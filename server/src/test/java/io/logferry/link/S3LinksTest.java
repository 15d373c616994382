package io.logferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.id.ObjectKey;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.ObjectKeys;
import io.logferry.store.s3.S3Endpoint;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Against a real S3 server, by plain HTTP as a caller would. */
class S3LinksTest {
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final URI UNUSED = URI.create("http://unused");
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final String CONTENT = "0123456789";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static S3Server server;
    private static S3Store store;
    private static final ObjectKey KEY = ObjectKeys.random();

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(folder);
        store = server.open(BUCKET, folder.resolve("spool"));
        put(KEY);
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void everybody_who_has_a_link_gets_the_file(SignatureVersion version) throws Exception {
        HttpResponse<String> answer = get(link(version).url());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache,no-store");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + KEY.fileName() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_download_continues(SignatureVersion version) throws Exception {
        HttpResponse<String> answer = get(link(version).url(), "Range", "bytes=4-");
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("456789");
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes 4-9/10");
        assertThat(answer.headers().firstValue("ETag")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void the_signature_covers_that_no_cache_may_keep_the_file(SignatureVersion version) throws Exception {
        String url = link(version).url();
        assertThat(url).contains("response-cache-control=no-cache%2Cno-store");
        assertThat(get(url.replace("no-cache%2Cno-store", "public")).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void an_expired_link_is_refused(SignatureVersion version) throws Exception {
        Link link = links(server.endpoint(), Duration.ofSeconds(1), version, InstantSource.system())
                .issue(KEY, UNUSED);
        Awaitility.await().until(() -> Instant.now().isAfter(link.expiresAt().plusSeconds(1)));
        assertThat(get(link.url()).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void a_link_of_another_file_is_another_link(SignatureVersion version) throws Exception {
        ObjectKey other = ObjectKeys.random();
        put(other);
        String url = link(version).url().replace(KEY.toString(), other.toString());
        assertThat(get(url).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void a_link_to_a_removed_file_answers_no_such_key(SignatureVersion version) throws Exception {
        ObjectKey removed = ObjectKeys.random();
        put(removed);
        String url = links(server.endpoint(), TTL, version, InstantSource.system())
                .issue(removed, UNUSED)
                .url();
        assertThat(get(url).statusCode()).isEqualTo(200);
        store.remove(removed);
        HttpResponse<String> answer = get(url);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("<Code>NoSuchKey</Code>");
    }

    @ParameterizedTest
    @EnumSource
    void a_link_says_until_when_it_is_valid(SignatureVersion version) {
        Instant before = Instant.now();
        Link link = link(version);
        assertThat(link.signedAt()).isBetween(before.minusSeconds(1), Instant.now());
        assertThat(link.expiresAt())
                .isBetween(before.plus(TTL).minusSeconds(2), Instant.now().plus(TTL));
    }

    @Test
    void version_2_has_the_form_of_the_page() {
        assertThat(link(SignatureVersion.V2).url())
                .matches(server.address() + "/logferry/" + KEY + "\\?AWSAccessKeyId=" + S3Server.ACCESS_KEY
                        + "&Expires=\\d+&response-cache-control=no-cache%2Cno-store&Signature=[A-Za-z0-9%]+");
    }

    @Test
    void callers_get_the_address_that_they_can_reach() {
        S3Endpoint publicly = server.endpoint().at(URI.create("https://files.example.com"));
        for (SignatureVersion version : SignatureVersion.values()) {
            assertThat(links(publicly, TTL, version, Clock.systemUTC())
                            .issue(KEY, UNUSED)
                            .url())
                    .startsWith("https://files.example.com/logferry/" + KEY + "?");
        }
    }

    @Test
    void aws_has_the_bucket_in_its_host_name_and_the_path_style_is_signed_by_version_2() {
        S3Endpoint aws = new S3Endpoint(
                Optional.empty(),
                Region.EU_CENTRAL_1,
                false,
                S3Endpoint.credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                Optional.empty());
        for (SignatureVersion version : SignatureVersion.values()) {
            assertThat(links(aws, TTL, version, Clock.systemUTC())
                            .issue(KEY, UNUSED)
                            .url())
                    .startsWith("https://logferry.s3.eu-central-1.amazonaws.com/" + KEY + "?");
        }
        InstantSource stopped = Clock.fixed(Instant.parse("2026-11-24T07:12:37Z"), ZoneOffset.UTC);
        assertThat(signatureOf(links(aws, TTL, SignatureVersion.V2, stopped)))
                .isEqualTo(signatureOf(links(server.endpoint(), TTL, SignatureVersion.V2, stopped)));
    }

    @Test
    void links_of_version_2_are_not_signed_with_temporary_credentials() {
        S3Endpoint role = new S3Endpoint(
                Optional.of(server.address()),
                Region.US_EAST_1,
                true,
                StaticCredentialsProvider.create(AwsSessionCredentials.create("id", "secret", "session")),
                Optional.empty());
        assertThat(links(role, TTL, SignatureVersion.V4, Clock.systemUTC())
                        .issue(KEY, UNUSED)
                        .url())
                .contains("X-Amz-Security-Token=session");
        assertThatThrownBy(() ->
                        links(role, TTL, SignatureVersion.V2, Clock.systemUTC()).issue(KEY, UNUSED))
                .hasMessageContaining("set logferry.link.signature to v4");
    }

    private static Link link(SignatureVersion version) {
        return links(server.endpoint(), TTL, version, InstantSource.system()).issue(KEY, UNUSED);
    }

    private static S3Links links(S3Endpoint endpoint, Duration ttl, SignatureVersion version, InstantSource clock) {
        return new S3Links(endpoint, BUCKET, ttl, version, clock);
    }

    private static String signatureOf(S3Links links) {
        return links.issue(KEY, UNUSED).url().replaceAll(".*&Signature=", "");
    }

    private static void put(ObjectKey key) throws IOException, InterruptedException {
        try (Upload upload = store.begin(key, CONTENT.length())) {
            upload.write(ByteBuffer.wrap(CONTENT.getBytes(StandardCharsets.US_ASCII)));
            upload.complete();
        }
    }

    private static HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
