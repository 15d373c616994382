package io.logferry.api.console;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * A browser that asks for {@code /} gets the console; whoever asks for JSON, or for nothing in particular, gets the versions. The files
 * themselves lie in the console's jar below {@code console/} and are served by Quarkus; here they get the headers that keep a page safe
 * even if a text from a log should ever find its way into the markup.
 */
@Singleton
public final class ConsolePages {
    private static final String PAGE = "/console/index.html";

    /** Set where the page is asked for by its own address. */
    private static final String NEGOTIATED = "console.negotiated";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** After the request ids, before everything that answers. */
    private static final int EARLY = -1000;

    private static final int SEE_OTHER = 303;

    void register(@Observes Router router) {
        reading(router.route("/")).handler(ConsolePages::negotiate);
        reading(router.route("/console")).handler(ConsolePages::redirect);
        reading(router.route(PAGE)).handler(ConsolePages::redirectStrangers);
        reading(router.route("/console/*")).handler(ConsolePages::protect);
    }

    private static Route reading(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD).order(EARLY);
    }

    private static void negotiate(RoutingContext context) {
        if (prefersHtml(context)) {
            context.put(NEGOTIATED, true).reroute(PAGE);
        } else {
            context.response().putHeader("Vary", "Accept");
            context.next();
        }
    }

    /** Whether HTML is asked for by name, and no less than JSON is; {@code *}{@code /*} alone, which is what curl sends, isn't a browser. */
    private static boolean prefersHtml(RoutingContext context) {
        for (MIMEHeader accepted : context.parsedHeaders().accept()) {
            switch (accepted.value().toLowerCase(Locale.ROOT)) {
                case "text/html", "application/xhtml+xml" -> {
                    return true;
                }
                case "application/json", "*/*" -> {
                    return false;
                }
                default -> {
                    // an image or the like: the next one decides
                }
            }
        }
        return false;
    }

    private static void redirectStrangers(RoutingContext context) {
        if (context.get(NEGOTIATED) == null) {
            redirect(context);
        } else {
            context.response().putHeader("Vary", "Accept");
            context.next();
        }
    }

    private static void protect(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                // Asked again at each visit (and answered by 304), so that an upgrade never mixes with files of the
                // version before.
                .putHeader("Cache-Control", "no-cache");
        context.next();
    }

    /** To the root. The page's own links are relative, so that it works below any path of a proxy; so it has one address only. */
    private static void redirect(RoutingContext context) {
        String location = "/console".equals(context.request().path()) ? "./" : "../";
        context.response()
                .setStatusCode(SEE_OTHER)
                .putHeader("Location", location)
                .end();
    }
}
