package io.logferry.wiring;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.spi.CDI;
import java.net.URI;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;
import sun.misc.Signal;

/** The service from the moment when it is ready until it is told to stop. */
public final class Serving implements QuarkusApplication {
    /** Quarkus makes this object from its class alone. */
    private static volatile Consumer<URI> whenReady = endpoint -> {};

    static void whenReady(Consumer<URI> listener) {
        whenReady = listener;
    }

    @Override
    public int run(String... arguments) {
        // Ctrl-C is a wish to stop, not a failure: without this the JVM would end with 130.
        Signal.handle(new Signal("INT"), signal -> Quarkus.asyncExit(0));
        whenReady.accept(endpoint());
        Quarkus.waitForExit();
        return 0;
    }

    private static URI endpoint() {
        var settings = ConfigProvider.getConfig();
        String bind = settings.getValue("quarkus.http.host", String.class);
        boolean isSecure = settings.getOptionalValue("logferry.tls.certificate", String.class)
                .isPresent();
        // The server knows the real one where the settings say 0.
        HttpServer server = CDI.current().select(HttpServer.class).get();
        return URI.create((isSecure ? "https://" : "http://")
                + (bind.equals("0.0.0.0") ? "127.0.0.1" : bind)
                + ":"
                + (isSecure ? server.getSecurePort() : server.getPort()));
    }
}
