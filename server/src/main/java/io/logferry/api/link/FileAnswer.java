package io.logferry.api.link;

import io.logferry.store.local.LocalStore.LocalFile;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sends a file, or the requested part of it, from the disk to the socket, not through this process's memory (sendfile). The file is open while it
 * is sent, so that it may be removed.
 */
final class FileAnswer {
    private static final Logger LOG = Logger.getLogger(FileAnswer.class);

    /** The headers for a file, which an error must not have. */
    private static final List<CharSequence> ABOUT_THE_FILE = List.of(
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED,
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.CONTENT_RANGE,
            HttpHeaders.CONTENT_DISPOSITION);

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Refusals refusals;
    private final LinkMetrics metrics;

    FileAnswer(RoutingContext context, Refusals refusals, LinkMetrics metrics) {
        this.context = context;
        this.request = context.request();
        this.response = context.response();
        this.refusals = refusals;
        this.metrics = metrics;
    }

    /** Answers with the file, according to the request's conditions and range. */
    void send(LocalFile file, String cacheControl) {
        Validators validators = Validators.of(file);
        response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        switch (validators.check(request.headers())) {
            case FAILED -> refusals.send(context, S3Error.PRECONDITION_FAILED);
            case NOT_MODIFIED -> {
                describe(validators);
                metrics.count(LinkMetrics.Outcome.NOT_MODIFIED);
                response.setStatusCode(304).end().onFailure(FileAnswer::logGone);
            }
            case GO_ON -> sendRange(file, validators);
        }
    }

    private void sendRange(LocalFile file, Validators validators) {
        switch (range(file, validators)) {
            case ByteRange.Unsatisfiable none -> {
                response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size());
                refusals.send(context, S3Error.RANGE_NOT_SATISFIABLE);
            }
            case ByteRange.Whole whole -> {
                describe(validators);
                sendContent(file, 0, file.size(), LinkMetrics.Outcome.WHOLE);
            }
            case ByteRange.Part part -> {
                describe(validators);
                response.setStatusCode(206)
                        .putHeader(
                                HttpHeaders.CONTENT_RANGE,
                                "bytes " + part.first() + "-" + part.last() + "/" + file.size());
                sendContent(file, part.first(), part.length(), LinkMetrics.Outcome.PART);
            }
        }
    }

    /** RFC 9110, 14.2: only GET has ranges. */
    private ByteRange range(LocalFile file, Validators validators) {
        String asked = request.getHeader("Range");
        if (asked == null || request.method() != HttpMethod.GET || !validators.allowRange(request.headers())) {
            return new ByteRange.Whole();
        }
        return ByteRange.of(asked, file.size());
    }

    private void describe(Validators validators) {
        response.putHeader(HttpHeaders.ETAG, validators.etag())
                .putHeader(HttpHeaders.LAST_MODIFIED, validators.lastModified());
    }

    private void sendContent(LocalFile file, long offset, long length, LinkMetrics.Outcome outcome) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .putHeader(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + file.path().getFileName() + "\"")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        if (request.method() == HttpMethod.HEAD) {
            metrics.count(LinkMetrics.Outcome.HEAD);
            response.end().onFailure(FileAnswer::logGone);
        } else if (length == 0) {
            response.end().onComplete(sent -> finish(sent, outcome));
        } else {
            request.connection()
                    .exceptionHandler(FileAnswer::logGone); // otherwise Vert.x logs an error with a stack trace
            response.sendFile(file.path().toString(), offset, length).onComplete(sent -> finish(sent, outcome));
        }
    }

    private void finish(AsyncResult<Void> sent, LinkMetrics.Outcome outcome) {
        if (sent.failed() && !response.headWritten() && !response.closed()) { // it was removed after it was found
            ABOUT_THE_FILE.forEach(response.headers()::remove);
            refusals.send(context, S3Error.NO_SUCH_KEY);
            return;
        }
        if (sent.succeeded()) {
            metrics.sent(response.bytesWritten());
            metrics.count(outcome);
        } else {
            metrics.count(LinkMetrics.Outcome.BROKEN);
            logGone(sent.cause());
        }
    }

    private static void logGone(Throwable cause) {
        LOG.debugf(cause, "the caller closed the connection before the end of the answer");
    }
}
