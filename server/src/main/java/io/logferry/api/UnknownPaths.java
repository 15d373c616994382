package io.logferry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorAnswer;
import io.logferry.api.error.ErrorCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** What no resource answers, down to what isn't even a path, is answered as an error of the API, and never as a page of the framework. */
@Singleton
public final class UnknownPaths {
    private static final Logger LOG = Logger.getLogger(UnknownPaths.class);

    /** After the links of the local store, which look at every character of a path themselves, and before the resources. */
    private static final int BEFORE_RESOURCES = 1;

    /** After a request has its id. */
    private static final int EARLY = Integer.MIN_VALUE + 1;

    private final ObjectMapper json;

    UnknownPaths(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route().order(EARLY).handler(context -> refuseWith("{", context));
        router.route().order(BEFORE_RESOURCES).handler(context -> refuseWith(";", context));
        router.route().order(Integer.MAX_VALUE).handler(context -> answer(context, ErrorCode.NO_SUCH_API));
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answerFailure);
        // A malformed path fails before any route is looked at: it can't be one of ours.
        router.errorHandler(400, context -> answer(context, ErrorCode.NO_SUCH_API));
    }

    /**
     * To a resource {@code /v3;a=b/auth/tokens} is {@code /v3/auth/tokens}, and to a route it isn't: whoever writes it so would get past what
     * routes see to. A brace would make a path look like one with parameters, which {@link MetricPaths} counts by itself.
     */
    private void refuseWith(String character, RoutingContext context) {
        if (String.valueOf(context.request().path()).contains(character)) {
            answer(context, ErrorCode.NO_SUCH_API);
        } else {
            context.next();
        }
    }

    private void answerFailure(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (context.failure() instanceof ApiException error) {
            answer(context, error.code(), error.sentence());
            return;
        }
        answer(context, codeOf(context));
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

    private void answer(RoutingContext context, ErrorCode code) {
        answer(context, code, code.wording());
    }

    private void answer(RoutingContext context, ErrorCode code, String sentence) {
        RequestIds.ensure(context);
        try {
            context.response()
                    .setStatusCode(code.status())
                    .putHeader("Content-Type", "application/json")
                    .end(json.writeValueAsString(new ErrorAnswer(code.code(), sentence)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error answer can't be written", e);
        }
    }
}
