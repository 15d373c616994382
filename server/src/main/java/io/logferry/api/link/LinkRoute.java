package io.logferry.api.link;

import io.logferry.api.PublicAddress;
import io.logferry.link.LinkVerdict;
import io.logferry.link.LinkVerifier;
import io.logferry.store.local.LocalStore;
import io.logferry.store.local.LocalStore.LocalFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Serves links of the local store. It takes what lies in the bucket, and what is signed like a link but lies in another; all else is left to
 * those who come after.
 */
public final class LinkRoute {
    private static final Logger LOG = Logger.getLogger(LinkRoute.class);

    /** Before all resources: those of the API begin with a name that can't be a bucket's. */
    private static final int ORDER = 0;

    private static final Pattern BUCKET_PATH = Pattern.compile("/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.*", Pattern.DOTALL);

    private final LinkVerifier verifier;
    private final LocalStore store;
    private final PublicAddress publicAddress;
    private final LinkMetrics metrics;
    private final Refusals refusals;

    /** What the request's link gives. */
    private sealed interface Lookup {
        record Found(LocalFile file, String cacheControl) implements Lookup {}

        record Refused(S3Error error) implements Lookup {}
    }

    public LinkRoute(LinkVerifier verifier, LocalStore store, PublicAddress publicAddress, MeterRegistry registry) {
        this.verifier = verifier;
        this.store = store;
        this.publicAddress = publicAddress;
        this.metrics = new LinkMetrics(registry);
        this.refusals = new Refusals(metrics);
    }

    /** Puts the route among the others. */
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
                .executeBlocking(() -> lookUp(path, query, host), false)
                .compose(lookup -> answer(context, lookup))
                .onFailure(context::fail);
    }

    private boolean concerns(String path, String query) {
        return verifier.isOurs(path)
                || (LinkVerifier.isSigned(query) && BUCKET_PATH.matcher(path).matches());
    }

    private Future<Void> answer(RoutingContext context, Lookup lookup) {
        switch (lookup) {
            case Lookup.Found found ->
                new FileAnswer(context, refusals, metrics).send(found.file(), found.cacheControl());
            case Lookup.Refused refused -> refusals.send(context, refused.error());
        }
        return Future.succeededFuture();
    }

    private Lookup lookUp(String path, String query, String host) {
        LinkVerdict verdict;
        try {
            verdict = verifier.verify(path, query, host);
        } catch (RuntimeException e) {
            LOG.warnf(e, "a link can't be checked: no signing key can be had");
            return new Lookup.Refused(S3Error.UNAVAILABLE);
        }
        return switch (verdict) {
            case LinkVerdict.Granted granted -> find(granted);
            case LinkVerdict.Unsigned none -> new Lookup.Refused(S3Error.UNSIGNED);
            case LinkVerdict.Expired expired -> new Lookup.Refused(S3Error.EXPIRED);
            case LinkVerdict.Mismatch mismatch -> new Lookup.Refused(S3Error.MISMATCH);
            case LinkVerdict.ForeignBucket foreign -> new Lookup.Refused(S3Error.FOREIGN_BUCKET);
        };
    }

    private Lookup find(LinkVerdict.Granted granted) {
        try {
            Optional<LocalFile> file = store.find(granted.key());
            return file.<Lookup>map(found -> new Lookup.Found(found, granted.cacheControl()))
                    .orElseGet(() -> new Lookup.Refused(S3Error.NO_SUCH_KEY));
        } catch (IOException e) {
            LOG.errorf(e, "the file of a link can't be read: %s", granted.key());
            return new Lookup.Refused(S3Error.FAILED);
        }
    }
}
