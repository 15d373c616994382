package io.logferry.wiring;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.inject.spi.CDI;
import java.net.URI;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;
import sun.misc.Signal;

/** Runs from the moment when the service is ready until it is stopped. */
public final class Serving implements QuarkusApplication {
    /** Static, because Quarkus creates the object. */
    private static volatile Consumer<URI> whenReady = endpoint -> {};

    static void whenReady(Consumer<URI> listener) {
        whenReady = listener;
    }

    @Override
    public int run(String... arguments) {
        // Ctrl-C is no failure: without this the exit code would be 130.
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
        // If the settings say 0, only the server knows the port.
        HttpServer server = CDI.current().select(HttpServer.class).get();
        return URI.create((isSecure ? "https://" : "http://")
                + (bind.equals("0.0.0.0") ? "127.0.0.1" : bind)
                + ":"
                + (isSecure ? server.getSecurePort() : server.getPort()));
    }
}
