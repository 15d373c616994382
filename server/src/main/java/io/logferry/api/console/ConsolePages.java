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
 * Sends the console to a browser that requests {@code /}; a request that accepts JSON or anything gets the versions. The files are in the console's
 * jar below {@code console/} and Quarkus serves them; this class adds the headers that protect the page even if a text from a log gets into the
 * markup.
 */
@Singleton
public final class ConsolePages {
    private static final String PAGE = "/console/index.html";

    /** Set if {@code /} was rerouted to the page. */
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

    /** Does the request name HTML, and no lower than JSON? {@code *}{@code /*} alone, which curl sends, is not a browser. */
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
                // The browser asks again at each visit (and gets 304), so that it never mixes files of two versions.
                .putHeader("Cache-Control", "no-cache");
        context.next();
    }

    /** To the root. The links of the page are relative, so that it works below any path of a proxy; therefore it has only one address. */
    private static void redirect(RoutingContext context) {
        String location = "/console".equals(context.request().path()) ? "./" : "../";
        context.response()
                .setStatusCode(SEE_OTHER)
                .putHeader("Location", location)
                .end();
    }
}
