package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.BackOff;
import io.logferry.cli.http.Http;
import io.logferry.cli.rds.ExportFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Transfers one file into a sink. It resumes where the connection broke (RFC 9110, Range and If-Range), renews an
 * expired link, and verifies size and SHA-256 at the end.
 */
final class Transfer {
    /** Is called on progress. */
    interface Watcher {
        /** @param position how many bytes of the file are there */
        void moved(long position);

        void waitsToTryAgain(long position);
    }

    private static final int BUFFER = 1 << 18;
    private static final int FRUITLESS_ATTEMPTS = 8;
    private static final Duration STALLED = Duration.ofSeconds(30);

    private final Http http;
    private final BackOff backOff =
            new BackOff(Duration.ofMillis(300), Duration.ofSeconds(15), RandomGenerator.getDefault());
    private final Links links;
    private final ExportFile file;
    private final Sink sink;
    private final Watcher watcher;
    private final MessageDigest digest = sha256();

    private long position;
    private @Nullable String etag;
    private int fruitless;
    private boolean renewed;

    Transfer(Http http, Links links, ExportFile file, Sink sink, Watcher watcher) {
        this.http = http;
        this.links = links;
        this.file = file;
        this.sink = sink;
        this.watcher = watcher;
    }

    void run() {
        position = sink.begin(digest);
        if (position > file.size()) {
            startOver();
        }
        fetch();
        if (!isGenuine()) {
            if (!startOver()) {
                throw damaged();
            }
            fetch();
            if (!isGenuine()) {
                sink.restart();
                throw damaged();
            }
        }
        sink.complete();
    }

    private void fetch() {
        while (position < file.size()) {
            long before = position;
            try (HttpBody body = new HttpBody(http.open(request()))) {
                accept(body.response());
            } catch (IOException broken) {
                attemptFailed(broken, before);
            }
        }
    }

    private HttpRequest request() {
        HttpRequest.Builder request = Http.request(links.current()).GET();
        if (position > 0) {
            request.header("Range", "bytes=" + position + "-");
            if (etag != null) {
                request.header("If-Range", etag);
            }
        }
        return request.build();
    }

    private void accept(HttpResponse<InputStream> response) throws IOException {
        switch (response.statusCode()) {
            case 206 -> {
                requireStart(response);
                read(response);
            }
            case 200 -> {
                fromTheBeginning(response);
                read(response);
            }
            case 401, 403 -> renew(response);
            case 404, 410 -> throw Links.gone(file);
            case 416 -> {
                if (!startOver()) {
                    throw damaged();
                }
                throw new IOException("the server has no byte " + position);
            }
            default -> throw new IOException("HTTP " + response.statusCode());
        }
    }

    private void requireStart(HttpResponse<InputStream> response) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + position + "-")) {
            throw new IOException("asked for bytes from " + position + ", was sent '" + range + "'");
        }
    }

    /** The server sent the whole file, not the requested range: it does not support ranges, or the file has changed. */
    private void fromTheBeginning(HttpResponse<InputStream> response) throws IOException {
        if (position == 0 || startOver()) {
            return;
        }
        if (etag != null && !etag.equals(response.headers().firstValue("ETag").orElse(etag))) {
            throw damaged();
        }
        response.body().skipNBytes(position);
    }

    private void read(HttpResponse<InputStream> response) throws IOException {
        etag = response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .orElse(null);
        byte[] buffer = new byte[BUFFER];
        try (StallGuard body = new StallGuard(response.body(), STALLED)) {
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                sink.write(buffer, length);
                digest.update(buffer, 0, length);
                position += length;
                fruitless = 0;
                renewed = false;
                watcher.moved(position);
            }
        }
        if (position < file.size()) {
            throw new IOException("the connection ended early");
        }
    }

    private void renew(HttpResponse<InputStream> response) {
        if (renewed) {
            throw new Failure(
                    ExitCode.NOT_ALLOWED,
                    links.current().getAuthority() + " refused even a new link (HTTP " + response.statusCode()
                            + "): check that the clocks of the service and its object store are right");
        }
        renewed = true;
        links.renew();
    }

    private void attemptFailed(IOException broken, long before) {
        fruitless = position > before ? 0 : fruitless + 1;
        if (fruitless >= FRUITLESS_ATTEMPTS || !Http.isTransient(broken)) {
            Failure unreachable = http.unreachable(links.current(), broken);
            throw new Failure(unreachable.exitCode(), unreachable.line() + sink.adviceAfterFailure(), broken);
        }
        watcher.waitsToTryAgain(position);
        http.waitFor(backOff.before(fruitless));
    }

    private boolean startOver() {
        if (position > 0 && !sink.restart()) {
            return false;
        }
        digest.reset();
        position = 0;
        etag = null;
        return true;
    }

    private boolean isGenuine() {
        if (position != file.size()) {
            return false;
        }
        byte[] actual = digest.digest();
        return file.sha256().isEmpty() || HexFormat.of().formatHex(actual).equalsIgnoreCase(file.sha256());
    }

    private Failure damaged() {
        return new Failure(
                ExitCode.EXPORT_FAILED,
                file.fileName() + " is damaged (size or SHA-256 differs from the service's): don't use it,"
                        + " download it again");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Closes the body in every case. */
    private record HttpBody(HttpResponse<InputStream> response) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }
}
