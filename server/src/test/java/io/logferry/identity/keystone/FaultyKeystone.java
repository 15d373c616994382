package io.logferry.identity.keystone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A web server that stands where a Keystone should, and does what a real one can't be made to do: break at a given moment. */
final class FaultyKeystone implements AutoCloseable {
    private static final String PROJECT = "0483b6b16e954cb88930a360d2c4e663";

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int BACKLOG = 200;

    private final String scheme;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Answer answer = valid(Instant.MAX);

    /** @param headers besides those that any answer has */
    record Answer(int status, String body, Map<String, String> headers) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    FaultyKeystone() throws IOException {
        this("http", HttpServer.create(ANY_PORT, BACKLOG));
    }

    /** With TLS. */
    FaultyKeystone(SSLContext tls) throws IOException {
        this("https", secured(tls));
    }

    private FaultyKeystone(String scheme, HttpServer server) {
        this.scheme = scheme;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static HttpServer secured(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(ANY_PORT, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    static Answer valid(Instant expiresAt) {
        Instant expiry = expiresAt.isAfter(Instant.parse("9999-01-01T00:00:00Z"))
                ? Instant.parse("9999-01-01T00:00:00Z")
                : expiresAt;
        return Answer.of(200, """
                {"token": {"user": {"id": "u1", "name": "ann", "domain": {"id": "default", "name": "Default"}},
                 "project": {"id": "%s", "name": "orders", "domain": {"id": "default", "name": "Default"}},
                 "roles": [{"id": "r1", "name": "reader"}], "expires_at": "%s"}}""".formatted(PROJECT, expiry));
    }

    static Answer unknown() {
        return Answer.of(
                404, "{\"error\": {\"code\": 404, \"message\": \"Could not find token.\", \"title\": \"Not Found\"}}");
    }

    URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/v3");
    }

    void answers(Answer next) {
        answer = next;
    }

    /** From now on callers wait until {@link #release}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    int calls() {
        return calls.get();
    }

    int underWay() {
        return underWay.get();
    }

    int mostUnderWay() {
        return mostUnderWay.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try (exchange) {
            gate.await();
            Answer current = answer;
            byte[] body = current.body().getBytes(StandardCharsets.UTF_8);
            current.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(current.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
