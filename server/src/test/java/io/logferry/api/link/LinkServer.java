package io.logferry.api.link;

import io.logferry.TestClock;
import io.logferry.api.PublicAddress;
import io.logferry.api.RequestIds;
import io.logferry.id.ObjectKey;
import io.logferry.key.FixedKeyRing;
import io.logferry.key.KeyRing;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.link.LinkVerifier;
import io.logferry.link.LocalLinks;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.ObjectKeys;
import io.logferry.store.local.LocalStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A real HTTP server that serves links of a real directory. */
final class LinkServer implements AutoCloseable {
    static final Bucket BUCKET = new Bucket("logferry");
    static final Duration TTL = Duration.ofMinutes(5);

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final LocalStore store;
    private final FixedKeyRing keys = FixedKeyRing.ofTwo();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    LinkServer(Path directory) throws IOException {
        this(directory, FixedKeyRing.ofTwo());
    }

    LinkServer(Path directory, KeyRing verifying) throws IOException {
        store = LocalStore.open(directory, BUCKET, false, InstantSource.system());
        Router router = Router.router(vertx);
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            context.put(RequestIds.KEY, "request-1");
            context.next();
        });
        LinkVerifier verifier = new LinkVerifier(verifying, BUCKET, clock);
        new LinkRoute(verifier, store, new PublicAddress(Optional.empty()), meters).register(router);
        router.route()
                .order(Integer.MAX_VALUE)
                .handler(context -> context.response().setStatusCode(404).end("{}"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    ObjectKey put(byte[] content) throws IOException, InterruptedException {
        ObjectKey key = ObjectKeys.random();
        try (Upload upload = store.begin(key, content.length)) {
            upload.write(ByteBuffer.wrap(content));
            upload.complete();
        }
        return key;
    }

    String link(ObjectKey key) {
        return link(key, SignatureVersion.V2);
    }

    String link(ObjectKey key, SignatureVersion version) {
        return new LocalLinks(keys, BUCKET, TTL, version, clock)
                .issue(key, base())
                .url();
    }

    /** @param headers name, value, name, value, … */
    HttpResponse<byte[]> send(String method, String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String url, String... headers) throws IOException, InterruptedException {
        return send("GET", url, headers);
    }

    double downloads(String outcome) {
        return meters.get("logferry.link.downloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
