package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whoever holds a link: no token, no more than a GET. */
final class Links {
    private Links() {}

    static byte[] bytes(String link) {
        HttpResponse<byte[]> answer = get(link);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** @param headers names and values, in turn */
    static HttpResponse<byte[]> get(String link, String... headers) {
        return send("GET", link, BodyHandlers.ofByteArray(), headers);
    }

    static HttpResponse<byte[]> head(String link) {
        return send("HEAD", link, BodyHandlers.ofByteArray());
    }

    /** The S3-style error that a GET of it is refused with. */
    static void refused(String link, int status, String code) {
        HttpResponse<String> answer = send("GET", link, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(link + "\n" + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/xml");
        assertThat(answer.body()).contains("<Error>").contains("<Code>" + code + "</Code>");
        assertThat(head(link).statusCode()).as("HEAD " + link).isEqualTo(status);
    }

    /** Of all that it gives, which needn't fit into memory. */
    static String sha256(String link) {
        HttpResponse<InputStream> answer = send("GET", link, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return sha256(answer.body());
    }

    static String sha256(InputStream content) {
        MessageDigest digest = sha256();
        try (DigestInputStream bytes = new DigestInputStream(content, digest)) {
            byte[] buffer = new byte[1 << 20];
            while (bytes.read(buffer) >= 0) {
                // the digest is what counts
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> HttpResponse<T> send(
            String method, String link, HttpResponse.BodyHandler<T> body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(link)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<T> answer = Api.HTTP.send(request.build(), body);
            // of the service, or of an object store
            assertThat(answer.headers()
                            .firstValue("X-Request-Id")
                            .or(() -> answer.headers().firstValue("x-amz-request-id")))
                    .isPresent();
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
