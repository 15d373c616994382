package io.logferry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a server, by a port of its own: a test can break it, stop it up, or let what is on it arrive late. */
public final class BreakableWay implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int PIECE = 16 << 10;

    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private boolean stopped;
    private long answerBytesLeft = Long.MAX_VALUE;

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

    /** What comes is kept, and passed on only when the way is {@link #open}ed again, also where its sender has gone meanwhile. */
    public synchronized void stopUp() {
        stopped = true;
    }

    public synchronized void open() {
        stopped = false;
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

    private synchronized int allowed(int length, boolean isAnswer) throws InterruptedException {
        while (stopped) {
            wait();
        }
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
