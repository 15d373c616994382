package io.logferry.api.link;

import io.logferry.api.PublicAddress;
import io.logferry.link.LinkVerifier;
import io.logferry.store.local.LocalStore;
import io.logferry.store.local.LocalStore.LocalFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Serves links of the local store. It answers paths in the bucket, and signed paths in another bucket. It passes on all other requests.
 */
public final class LinkRoute {
    private static final Logger LOG = Logger.getLogger(LinkRoute.class);

    /** Before all resources: paths of the API begin with a name that no bucket can have. */
    private static final int ORDER = 0;

    private static final Pattern BUCKET_PATH = Pattern.compile("/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.*", Pattern.DOTALL);

    private final LinkVerifier verifier;
    private final LocalStore store;
    private final PublicAddress publicAddress;
    private final LinkMetrics metrics;
    private final Refusals refusals;

    public LinkRoute(LinkVerifier verifier, LocalStore store, PublicAddress publicAddress, MeterRegistry registry) {
        this.verifier = verifier;
        this.store = store;
        this.publicAddress = publicAddress;
        this.metrics = new LinkMetrics(registry);
        this.refusals = new Refusals(metrics);
    }

    public void register(Router router) {
        router.route().order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = Objects.requireNonNullElse(request.path(), "");
        String query = Objects.requireNonNullElse(request.query(), "");
        if (!concerns(path, query)) {
            context.next();
            return;
        }
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            refusals.send(context, S3Error.METHOD_NOT_ALLOWED);
            return;
        }
        String host = publicAddress.base(request).getRawAuthority();
        context.vertx() // the key may have to be read from the database, and the file's attributes from the disk
                .executeBlocking(() -> answerTo(path, query, host), false)
                .<Void>map(answer -> {
                    answer.accept(context);
                    return null;
                })
                .onFailure(context::fail);
    }

    private boolean concerns(String path, String query) {
        return verifier.isOurs(path)
                || (LinkVerifier.isSigned(query) && BUCKET_PATH.matcher(path).matches());
    }

    /** Checks the link, and returns what answers the request. */
    private Consumer<RoutingContext> answerTo(String path, String query, String host) {
        LinkVerifier.Verdict verdict;
        try {
            verdict = verifier.verify(path, query, host);
        } catch (RuntimeException e) {
            LOG.warnf(e, "a link can't be checked: there is no signing key");
            return refusal(S3Error.UNAVAILABLE);
        }
        return switch (verdict) {
            case LinkVerifier.Verdict.Granted granted -> file(granted);
            case LinkVerifier.Verdict.Unsigned none -> refusal(S3Error.UNSIGNED);
            case LinkVerifier.Verdict.Expired expired -> refusal(S3Error.EXPIRED);
            case LinkVerifier.Verdict.Mismatch mismatch -> refusal(S3Error.MISMATCH);
            case LinkVerifier.Verdict.ForeignBucket foreign -> refusal(S3Error.FOREIGN_BUCKET);
        };
    }

    private Consumer<RoutingContext> file(LinkVerifier.Verdict.Granted granted) {
        try {
            Optional<LocalFile> file = store.find(granted.key());
            return file.<Consumer<RoutingContext>>map(found ->
                            context -> new FileAnswer(context, refusals, metrics).send(found, granted.cacheControl()))
                    .orElseGet(() -> refusal(S3Error.NO_SUCH_KEY));
        } catch (IOException e) {
            LOG.errorf(e, "the file of a link can't be read: %s", granted.key());
            return refusal(S3Error.FAILED);
        }
    }

    private Consumer<RoutingContext> refusal(S3Error error) {
        return context -> refusals.send(context, error);
    }
}
