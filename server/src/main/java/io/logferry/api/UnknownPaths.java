package io.logferry.api;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Answers unknown and malformed paths with an error of the API instead of a page of the framework. */
@Singleton
public final class UnknownPaths {
    private static final Logger LOG = Logger.getLogger(UnknownPaths.class);
    private static final ApiException NO_SUCH_API = ApiException.of(ErrorCode.NO_SUCH_API, "");

    /** After the links of the local store, which check every character of a path themselves, and before the resources. */
    private static final int BEFORE_RESOURCES = 1;

    /** After a request has its id. */
    private static final int EARLY = Integer.MIN_VALUE + 1;

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(context -> refuseWith("{", context));
        router.route().order(BEFORE_RESOURCES).handler(context -> refuseWith(";", context));
        router.route().order(Integer.MAX_VALUE).handler(context -> answer(context, NO_SUCH_API));
        router.route().order(Integer.MIN_VALUE).failureHandler(UnknownPaths::answerFailure);
        // A malformed path fails before any route sees it.
        router.errorHandler(400, context -> answer(context, NO_SUCH_API));
    }

    /**
     * To a resource {@code /v3;a=b/auth/tokens} is {@code /v3/auth/tokens}, but to a route it is not, so such a path would bypass the checks that
     * routes make. A path with a brace would look like a template, which {@link MetricPaths} counts separately.
     */
    private static void refuseWith(String character, RoutingContext context) {
        if (String.valueOf(context.request().path()).contains(character)) {
            answer(context, NO_SUCH_API);
        } else {
            context.next();
        }
    }

    private static void answerFailure(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        answer(context, context.failure() instanceof ApiException error ? error : ApiException.of(codeOf(context), ""));
    }

    private static ErrorCode codeOf(RoutingContext context) {
        int status = context.statusCode();
        if (status >= 400 && status < 500) {
            return switch (status) {
                case 404 -> ErrorCode.NO_SUCH_API;
                case 405 -> ErrorCode.NO_SUCH_METHOD;
                case 413 -> ErrorCode.TOO_LARGE;
                default -> ErrorCode.BAD_PARAMETER;
            };
        }
        LOG.errorf(context.failure(), "a request failed outside of any resource");
        return ErrorCode.SERVER_FAILURE;
    }

    private static void answer(RoutingContext context, ApiException error) {
        RequestIds.ensure(context);
        context.response()
                .setStatusCode(error.code().status())
                .putHeader("Content-Type", "application/json")
                .end(Json.encodeToBuffer(error.answer()));
    }
}
