package io.logferry.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Passes bytes on between clients and one port of 127.0.0.1, and breaks the way on request as networks and servers break it. */
final class FaultyRelay implements AutoCloseable {
    private static final int BACKLOG = 200;
    private static final int BUFFER = 64 * 1024;
    private static final int DRAIN_MILLIS = 2000;

    /** What happens to connections, those that are open and new ones, until {@link #mend}. */
    sealed interface Fault {
        /** Open connections end, and nobody listens any more. */
        record Refuse() implements Fault {}

        /** A connection ends with a TCP reset as soon as somebody sends. */
        record Reset() implements Fault {}

        /** Nothing is passed on, and nothing ends. */
        record Stall() implements Fault {}

        /** Each connection ends after that many more bytes towards the client. */
        record CutShort(int bytes) implements Fault {}

        /** Open connections end; each new one is answered with that HTTP status. */
        record Status(int code) implements Fault {}

        /** The client gets random bytes in place of the server's. */
        record Garbage(long seed) implements Fault {}

        /** The client gets a message of PostgreSQL's COPY that claims to be 2 GB long, and as many bytes of it as it takes. */
        record EndlessMessage() implements Fault {}
    }

    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;
    private volatile int target;
    private volatile @Nullable Fault fault;

    /** @param target a port of 127.0.0.1 */
    FaultyRelay(int target) throws IOException {
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    int port() {
        return port;
    }

    /** New connections go to that port. */
    void retarget(int otherTarget) {
        target = otherTarget;
    }

    synchronized void breakBy(Fault how) throws IOException {
        fault = how;
        if (how instanceof Fault.Refuse) {
            listener.close();
        }
        if (how instanceof Fault.Refuse || how instanceof Fault.Status) {
            closeAll();
        }
    }

    synchronized void mend() throws IOException {
        fault = null;
        notifyAll();
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket(wanted, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            if (fault instanceof Fault.Status status) {
                answer(client, status.code());
                return;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            Thread.ofVirtual().start(() -> pass(client, server, false));
            pass(server, client, true);
        } catch (IOException targetIsAway) {
            close(client);
        }
    }

    private void pass(Socket from, Socket to, boolean towardsClient) {
        byte[] buffer = new byte[BUFFER];
        int passed = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Optional<Fault> now = awaitNoStall();
                int allowed = length;
                switch (now.orElse(null)) {
                    case null -> passed = 0;
                    case Fault.Reset reset -> {
                        to.setSoLinger(true, 0);
                        from.setSoLinger(true, 0);
                        return;
                    }
                    case Fault.CutShort cut ->
                        allowed = towardsClient ? Math.min(length, cut.bytes() - passed) : length;
                    case Fault.Garbage garbage -> {
                        if (towardsClient) {
                            new Random(garbage.seed()).nextBytes(buffer);
                        }
                    }
                    case Fault.EndlessMessage endless -> {
                        if (towardsClient) {
                            writeEndlessly(out, endless);
                            return;
                        }
                    }
                    case Fault.Refuse refuse -> allowed = 0;
                    case Fault.Status status -> allowed = 0;
                    case Fault.Stall stall -> throw new IllegalStateException("waited until it was over");
                }
                out.write(buffer, 0, Math.max(0, allowed));
                passed += towardsClient ? allowed : 0;
                if (allowed < length) {
                    return;
                }
            }
        } catch (IOException eitherEnded) {
            // by one of both; the other sees it
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void writeEndlessly(OutputStream out, Fault endless) throws IOException {
        out.write(new byte[] {'d', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xf0});
        byte[] nothing = new byte[BUFFER];
        while (fault == endless) {
            out.write(nothing);
        }
    }

    private synchronized Optional<Fault> awaitNoStall() throws IOException {
        while (fault instanceof Fault.Stall) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while stalled", e);
            }
        }
        return Optional.ofNullable(fault);
    }

    private void answer(Socket client, int code) throws IOException {
        try (client) {
            client.setSoTimeout(DRAIN_MILLIS);
            byte[] buffer = new byte[BUFFER];
            if (client.getInputStream().read(buffer) < 0) {
                return;
            }
            client.getOutputStream()
                    .write("HTTP/1.1 %d Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .formatted(code)
                            .getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            while (client.getInputStream().read(buffer) >= 0) {
                // a client that still sends must see the answer, not a reset
            }
        } finally {
            sockets.remove(client);
        }
    }

    private void closeAll() {
        sockets.forEach(FaultyRelay::close);
        sockets.clear();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        listener.close();
        closeAll();
    }
}
