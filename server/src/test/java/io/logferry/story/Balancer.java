package io.logferry.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer as Kubernetes has it: whoever connects gets a connection to one of the replicas whose readiness probe was answered with 200,
 * in turn, and keeps it until one of both ends it.
 */
final class Balancer implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final long PROBE_EVERY_MILLIS = 100;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    private final List<RunningServer> replicas = new CopyOnWriteArrayList<>();
    private final Set<RunningServer> ready = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final ScheduledExecutorService probes = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("readiness-", 1).factory());

    Balancer() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** One more replica; it is given connections as soon as it is ready. */
    void add(RunningServer replica) {
        replicas.add(replica);
        var unused = probes.scheduleWithFixedDelay(() -> probe(replica), 0, PROBE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    boolean isReady(RunningServer replica) {
        return ready.contains(replica);
    }

    private void probe(RunningServer replica) {
        if (statusOf(replica) == 200) {
            ready.add(replica);
        } else {
            ready.remove(replica);
        }
    }

    /** Of the readiness probe; 0 where nobody answers. */
    static int statusOf(RunningServer replica) {
        HttpRequest request = HttpRequest.newBuilder(replica.endpoint().resolve("/q/health/ready"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            return Api.HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        List<RunningServer> choice = replicas.stream().filter(ready::contains).toList();
        try {
            if (choice.isEmpty()) {
                client.close();
                return;
            }
            int port = choice.get(Math.floorMod(turn.getAndIncrement(), choice.size()))
                    .endpoint()
                    .getPort();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(server);
            Thread.ofVirtual().start(() -> pass(client, server));
            pass(server, client);
        } catch (IOException nobody) {
            close(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // by one of both; the other sees it
        } finally {
            sockets.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        probes.shutdownNow();
        listener.close();
        sockets.forEach(Balancer::close);
    }
}
