package io.logferry.cli.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that sends the given answers in order, and then repeats the last one. */
public final class ScriptedServer implements AutoCloseable {
    /** The requests that it received. */
    public record Asked(String request, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    @FunctionalInterface
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public ScriptedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** @param request method and path, e.g. {@code GET /v3} */
    public synchronized ScriptedServer on(String request, Answer... inOrder) {
        answers.computeIfAbsent(request, path -> new ArrayDeque<>()).addAll(List.of(inOrder));
        return this;
    }

    public List<Asked> asked(String request) {
        return asked.stream().filter(one -> one.request().equals(request)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        asked.add(new Asked(request, Map.copyOf(exchange.getRequestHeaders()), body));
        try (exchange) {
            next(request).give(exchange);
        }
    }

    private synchronized Answer next(String request) {
        Deque<Answer> left = answers.getOrDefault(request, new ArrayDeque<>());
        if (left.isEmpty()) {
            return json(404, "{\"error_code\":\"APIGW.0101\",\"error_msg\":\"no such path\"}");
        }
        return left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    public static Answer json(int status, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            for (int header = 0; header < headers.length; header += 2) {
                exchange.getResponseHeaders().set(headers[header], headers[header + 1]);
            }
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        };
    }

    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
