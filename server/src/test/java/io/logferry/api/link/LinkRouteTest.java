package io.logferry.api.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logferry.id.ObjectKey;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.store.ObjectKeys;
import io.logferry.store.local.LocalStore.LocalFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRouteTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    Path directory;

    private LinkServer server;
    private ObjectKey key;

    @BeforeEach
    void start() throws Exception {
        server = new LinkServer(directory);
        key = server.put(CONTENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void a_link_gives_the_file_byte_for_byte(SignatureVersion version) throws Exception {
        HttpResponse<byte[]> answer = server.get(server.link(key, version));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment; filename=\"" + key.fileName() + "\"");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache,no-store");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "ETag")).matches("\"[0-9a-f-]+\"");
        assertThat(header(answer, "Last-Modified")).endsWith(" GMT");
        await().untilAsserted(() -> assertThat(server.downloads("whole")).isEqualTo(1));
        assertThat(server.meters.get("logferry.link").counter().count()).isGreaterThanOrEqualTo(CONTENT.length);
    }

    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void head_has_the_headers_of_get(SignatureVersion version) throws Exception {
        String link = server.link(key, version);
        HttpResponse<byte[]> get = server.get(link);
        HttpResponse<byte[]> head = server.send("HEAD", link);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
        assertThat(server.send("HEAD", link, "Range", "bytes=0-9").statusCode()).isEqualTo(200);
    }

    @Test
    void an_empty_file_is_downloaded_as_any_other() throws Exception {
        HttpResponse<byte[]> answer = server.get(server.link(server.put(new byte[0])));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "Content-Length")).isEqualTo("0");
    }

    @Test
    void a_packed_file_stays_packed() throws Exception {
        HttpResponse<byte[]> answer = server.get(server.link(key), "Accept-Encoding", "gzip, br");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.body()).isEqualTo(CONTENT);
    }

    @Test
    void ranges_give_the_same_bytes_as_the_array() throws Exception {
        String link = server.link(key);
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            int first = random.nextInt(CONTENT.length);
            int last = first + random.nextInt(CONTENT.length);
            int end = Math.min(last, CONTENT.length - 1);
            HttpResponse<byte[]> part = server.get(link, "Range", "bytes=" + first + "-" + last);
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(header(part, "Content-Range")).isEqualTo("bytes " + first + "-" + end + "/" + CONTENT.length);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(CONTENT, first, end + 1));
        }
        assertThat(server.get(link, "Range", "bytes=-10").body())
                .isEqualTo(Arrays.copyOfRange(CONTENT, CONTENT.length - 10, CONTENT.length));
    }

    @Test
    void a_range_past_the_end_is_refused_with_the_size() throws Exception {
        HttpResponse<byte[]> answer = server.get(server.link(key), "Range", "bytes=300000-");
        assertRefused(answer, 416, "InvalidRange");
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes */300000");
    }

    @Test
    void several_ranges_are_answered_with_the_whole_file() throws Exception {
        HttpResponse<byte[]> answer = server.get(server.link(key), "Range", "bytes=0-1,5-6");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
    }

    @Test
    void a_download_resumes_only_while_the_file_is_the_same() throws Exception {
        String link = server.link(key);
        HttpResponse<byte[]> first = server.get(link);
        String etag = header(first, "ETag");
        String date = header(first, "Last-Modified");
        String[] range = {"Range", "bytes=100-"};
        assertThat(server.get(link, with(range, "If-Range", etag)).statusCode()).isEqualTo(206);
        assertThat(server.get(link, with(range, "If-Range", date)).statusCode()).isEqualTo(206);
        assertThat(server.get(link, with(range, "If-Range", "W/" + etag)).statusCode())
                .isEqualTo(200);
        assertThat(server.get(link, with(range, "If-Range", "\"another\"")).statusCode())
                .isEqualTo(200);
        assertThat(server.get(link, with(range, "If-Range", "Tue, 24 Nov 2020 00:00:00 GMT"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void conditions_hold() throws Exception {
        String link = server.link(key);
        HttpResponse<byte[]> first = server.get(link);
        String etag = header(first, "ETag");
        String date = header(first, "Last-Modified");
        String before = "Tue, 24 Nov 2020 00:00:00 GMT";

        HttpResponse<byte[]> unchanged = server.get(link, "If-None-Match", "\"x\", W/" + etag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(header(unchanged, "ETag")).isEqualTo(etag);
        assertThat(server.get(link, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
        assertThat(server.get(link, "If-None-Match", "*").statusCode()).isEqualTo(304);
        assertThat(server.get(link, "If-None-Match", "\"x\"", "If-Modified-Since", date)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get(link, "If-Modified-Since", date).statusCode()).isEqualTo(304);
        assertThat(server.get(link, "If-Modified-Since", before).statusCode()).isEqualTo(200);
        assertThat(server.get(link, "If-Modified-Since", "yesterday").statusCode())
                .isEqualTo(200);
        assertThat(server.get(link, "If-Match", etag).statusCode()).isEqualTo(200);
        assertThat(server.get(link, "If-Match", "*").statusCode()).isEqualTo(200);
        assertThat(server.get(link, "If-Unmodified-Since", date).statusCode()).isEqualTo(200);
        assertRefused(server.get(link, "If-Match", "\"x\""), 412, "PreconditionFailed");
        assertRefused(server.get(link, "If-Match", "W/" + etag), 412, "PreconditionFailed");
        assertRefused(server.get(link, "If-Unmodified-Since", before), 412, "PreconditionFailed");
    }

    @Test
    void an_expired_link_is_refused() throws Exception {
        String link = server.link(key);
        server.clock.advance(LinkServer.TTL.plusSeconds(1));
        HttpResponse<byte[]> answer = server.get(link);
        assertRefused(answer, 403, "AccessDenied");
        assertThat(text(answer)).contains("Request has expired");
        assertThat(server.downloads("expired")).isEqualTo(1);
    }

    @Test
    void a_tampered_or_missing_signature_is_refused() throws Exception {
        String link = server.link(key);
        assertRefused(server.get(link.replace("Expires=", "Expires=1")), 403, "SignatureDoesNotMatch");
        assertRefused(server.get(link.replaceFirst("\\?.*", "")), 403, "AccessDenied");
        assertRefused(server.get(server.base() + "/logferry/"), 403, "AccessDenied");
        assertRefused(server.get(server.base() + "/logferry"), 403, "AccessDenied");
        assertThat(server.send("HEAD", link.replace("Expires=", "Expires=1")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void only_holders_of_its_link_learn_if_a_file_exists() throws Exception {
        ObjectKey unknown = ObjectKeys.random();
        HttpResponse<byte[]> answer = server.get(server.link(unknown));
        assertRefused(answer, 404, "NoSuchKey");
        assertThat(text(answer)).contains("<Resource>/logferry/" + unknown + "</Resource>");
        String there = server.base() + "/logferry/" + key;
        String notThere = server.base() + "/logferry/" + unknown;
        assertThat(text(server.get(there)).replace(key.toString(), ""))
                .isEqualTo(text(server.get(notThere)).replace(unknown.toString(), ""));
    }

    @Test
    void another_bucket_is_refused_and_any_other_path_is_left_to_others() throws Exception {
        String link = server.link(key);
        assertRefused(server.get(link.replace("/logferry/", "/another/")), 403, "AccessDenied");
        assertThat(text(server.get(link.replace("/logferry/", "/v3/")))).isEqualTo("{}");
        assertThat(text(server.get(server.base() + "/another/" + key))).isEqualTo("{}");
        assertThat(text(server.get(server.base() + "/"))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void other_methods_are_refused(String method) throws Exception {
        HttpResponse<byte[]> answer = server.send(method, server.link(key));
        assertRefused(answer, 405, "MethodNotAllowed");
        assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
        assertThat(server.store.find(key)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "//etc/passwd",
                "/<&>"
            })
    void no_path_leads_out_of_the_bucket(String path) throws Exception {
        String query = URI.create(server.link(key)).getRawQuery();
        String answer = raw("GET /logferry" + path + "?" + query + " HTTP/1.1");
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(answer).doesNotContain("<&>");
    }

    @Test
    void a_file_may_be_removed_while_it_is_being_downloaded() throws Exception {
        byte[] large = new byte[64 << 20];
        new Random(3).nextBytes(large);
        ObjectKey largeKey = server.put(large);
        URI link = URI.create(server.link(largeKey));
        try (Socket socket = new Socket("127.0.0.1", link.getPort())) {
            InputStream body = open(socket, link);
            assertThat(body.readNBytes(1000)).isEqualTo(Arrays.copyOf(large, 1000));
            server.store.remove(largeKey);
            assertThat(server.get(link.toString()).statusCode()).isEqualTo(404);
            assertThat(body.readNBytes(large.length - 1000)).isEqualTo(Arrays.copyOfRange(large, 1000, large.length));
        }
    }

    @Test
    void an_interrupted_download_resumes_where_it_stopped() throws Exception {
        byte[] large = new byte[64 << 20];
        new Random(5).nextBytes(large);
        URI link = URI.create(server.link(server.put(large)));
        byte[] begin;
        try (Socket socket = new Socket("127.0.0.1", link.getPort())) {
            begin = open(socket, link).readNBytes(1_000_003);
            socket.setSoLinger(true, 0);
        }
        await().untilAsserted(() -> assertThat(server.downloads("broken")).isEqualTo(1));
        byte[] rest = server.get(link.toString(), "Range", "bytes=" + begin.length + "-")
                .body();
        assertThat(begin.length + rest.length).isEqualTo(large.length);
        byte[] whole = Arrays.copyOf(begin, large.length);
        System.arraycopy(rest, 0, whole, begin.length, rest.length);
        assertThat(whole).isEqualTo(large);
    }

    @Test
    void files_larger_than_four_gigabytes_have_their_ranges() throws Exception {
        LocalFile file = server.store.find(key).orElseThrow();
        long size = 5L << 30;
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("the end".getBytes(StandardCharsets.UTF_8)), size - 7);
        }
        String link = server.link(key);
        assertThat(header(server.send("HEAD", link), "Content-Length")).isEqualTo(Long.toString(size));
        HttpResponse<byte[]> end = server.get(link, "Range", "bytes=" + (size - 7) + "-");
        assertThat(header(end, "Content-Range")).isEqualTo("bytes 5368709113-5368709119/5368709120");
        assertThat(text(end)).isEqualTo("the end");
        assertThat(text(server.get(link, "Range", "bytes=-3"))).isEqualTo("end");
    }

    @Test
    void a_link_that_can_not_be_checked_now_may_be_tried_again() throws Exception {
        try (LinkServer unreachable = new LinkServer(directory, new UnreachableKeyRing())) {
            HttpResponse<byte[]> answer = unreachable.get(unreachable.link(key));
            assertRefused(answer, 503, "ServiceUnavailable");
            assertThat(header(answer, "Retry-After")).isEqualTo("5");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_tools_that_people_have_resume_a_download(SignatureVersion version) throws Exception {
        String link = server.link(key, version);
        for (String tool : new String[] {"curl", "wget"}) {
            if (!Files.isExecutable(Path.of("/usr/bin", tool))) {
                continue;
            }
            Path target = directory.resolve("by-" + tool);
            Files.write(target, Arrays.copyOf(CONTENT, 123_456));
            ProcessBuilder command = tool.equals("curl")
                    ? new ProcessBuilder("curl", "-sS", "-f", "-C", "-", "-o", target.toString(), link)
                    : new ProcessBuilder("wget", "-q", "-c", "-O", target.toString(), link);
            command.environment().put("no_proxy", "127.0.0.1");
            assertThat(command.inheritIO().start().waitFor()).isZero();
            assertThat(Files.readAllBytes(target)).isEqualTo(CONTENT);
        }
        assertThat(server.downloads("whole")).isZero();
    }

    private static InputStream open(Socket socket, URI link) throws IOException {
        socket.setReceiveBufferSize(64 << 10);
        socket.getOutputStream()
                .write(("GET " + link.getRawPath() + "?" + link.getRawQuery() + " HTTP/1.1\r\nHost: "
                                + link.getRawAuthority() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 200 ");
        return in;
    }

    private String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.base().getPort())) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/xml");
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(text(answer))
                .contains("<Error><Code>" + code + "</Code><Message>")
                .contains("<RequestId>request-1</RequestId></Error>");
    }

    private static String[] with(String[] headers, String name, String value) {
        return new String[] {headers[0], headers[1], name, value};
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
