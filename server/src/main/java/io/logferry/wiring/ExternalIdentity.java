package io.logferry.wiring;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Where tokens are Keystone's, none are to be had here: the paths of the built-in identity are as unknown as any that don't exist. */
@Singleton
final class ExternalIdentity {
    private static final List<String> PATHS =
            List.of("/", "/v3", "/v3/", "/v3/auth/*", "/v3/projects", "/v3/projects/*");

    /** After the console, which is also at {@code /}, and before the resources. */
    private static final int BEFORE_RESOURCES = -500;

    private final LogferryConfig config;

    ExternalIdentity(LogferryConfig config) {
        this.config = config;
    }

    void register(@Observes Router router) {
        if (config.identity().kind() == LogferryConfig.IdentityKind.KEYSTONE) {
            PATHS.forEach(path -> router.route(path).order(BEFORE_RESOURCES).handler(ExternalIdentity::refuse));
        }
    }

    private static void refuse(RoutingContext context) {
        // Not where it is: the address that this service uses may be an internal one.
        context.fail(
                ErrorCode.NO_SUCH_API.status(),
                ApiException.of(ErrorCode.NO_SUCH_API, "Log in at the Keystone whose tokens this service takes."));
    }
}
