package io.logferry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The way to a server, by a port of its own: a test can break it, stop it up, or let what is on it arrive late. */
public final class BreakableWay implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int PIECE = 16 << 10;

    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private String kept = "";
    private int keeps;
    private long answerBytesLeft = Long.MAX_VALUE;
    private int refusals;
    private String refusal = "";
    private volatile boolean garbled;

    /** What a test does to the way, or to what is at its end. */
    @FunctionalInterface
    public interface Happening {
        void happen() throws Exception;
    }

    /** Two seconds from now that happens, while others go on: how long a fault lasts is part of the fault. */
    public static CompletableFuture<Void> soon(Happening happening) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        happening.happen();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
    }

    /** @param target a port of 127.0.0.1 */
    public BreakableWay(int target) throws IOException {
        this.target = target;
        this.listener = listen(0);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Whatever is connected is reset; the next may connect. */
    public void reset() throws IOException {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException closed) {
                continue;
            }
            socket.close();
        }
    }

    /** Nobody listens any more, and whatever is connected is reset. */
    public void refuse() throws IOException {
        listener.close();
        reset();
    }

    /** After a {@link #refuse}. */
    public void mend() throws IOException {
        listener = listen(port());
    }

    /** Answers end, with their connection, after so many more bytes; the next connection is as good as ever. */
    public synchronized void cutAnswersAfter(long bytes) {
        answerBytesLeft = bytes;
    }

    /** Answers are other bytes than the server's, until they are not garbled any more. */
    public void garble(boolean on) {
        garbled = on;
    }

    /** In place of the server, so many connections get that answer to their first request. */
    public synchronized void answer(int connections, String answer) {
        refusals = connections;
        refusal = answer;
    }

    /** A piece of a request that has those words is kept, and passed on only when the way is opened again, also where its sender has gone. */
    public synchronized void keep(String words) {
        kept = words;
    }

    /** How many pieces are kept. */
    public synchronized int keeps() {
        return keeps;
    }

    public synchronized void open() {
        kept = "";
        notifyAll();
    }

    private ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                sockets.add(client);
                if (from.isClosed()) { // it came while the way was being broken
                    client.close();
                    return;
                }
                if (isRefused(client)) {
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                Thread.ofVirtual().start(() -> pass(client, server, false));
                Thread.ofVirtual().start(() -> pass(server, client, true));
            } catch (IOException e) {
                // broken, or the target is away: the client sees it
                closeAll();
            }
        }
    }

    private synchronized boolean isRefused(Socket client) throws IOException {
        if (refusals == 0) {
            return false;
        }
        refusals--;
        String answer = refusal;
        Thread.ofVirtual().start(() -> {
            try (client) {
                client.getInputStream().read(new byte[PIECE]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // it has gone
            }
        });
        return true;
    }

    private void closeAll() {
        try {
            reset();
        } catch (IOException e) {
            // closed already
        }
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (!isAnswer) {
                    keepBack(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
                }
                if (isAnswer && garbled) {
                    Arrays.fill(piece, (byte) 0xff);
                }
                int allowed = allowed(length, isAnswer);
                out.write(piece, 0, allowed);
                if (allowed < length) {
                    break;
                }
            }
        } catch (IOException | InterruptedException e) {
            // broken: both ends see it
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void keepBack(String piece) throws InterruptedException {
        while (!kept.isEmpty() && piece.contains(kept)) {
            keeps++;
            wait();
            keeps--;
        }
    }

    private synchronized int allowed(int length, boolean isAnswer) {
        if (!isAnswer || answerBytesLeft == Long.MAX_VALUE) {
            return length;
        }
        int allowed = (int) Math.min(length, answerBytesLeft);
        answerBytesLeft = allowed < length ? Long.MAX_VALUE : answerBytesLeft - allowed;
        return allowed;
    }

    @Override
    public void close() throws IOException {
        refuse();
        open();
    }
}
