package io.logferry.story;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** A connection of TLS 1.3 whose first request leaves in one write with the client's last words of the handshake. */
final class CoalescedTls implements AutoCloseable {
    private static final int ROOM = 1 << 16;

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer out = ByteBuffer.allocate(ROOM);
    private ByteBuffer in = ByteBuffer.allocate(ROOM).limit(0);

    CoalescedTls(SSLContext context, URI endpoint) throws IOException {
        socket = new Socket(endpoint.getHost(), endpoint.getPort());
        socket.setTcpNoDelay(true);
        engine = context.createSSLEngine(endpoint.getHost(), endpoint.getPort());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                default -> {
                    flush();
                    unwrap();
                }
            }
        }
    }

    /** With what is left of the handshake. */
    void send(String text) throws IOException {
        engine.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), out);
        flush();
    }

    private void flush() throws IOException {
        socket.getOutputStream().write(out.array(), 0, out.position());
        out.clear();
    }

    /** What comes next. */
    String read() throws IOException {
        String text = "";
        while (text.isEmpty()) {
            text = unwrap();
        }
        return text;
    }

    private String unwrap() throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(ROOM);
        while (engine.unwrap(in, plain).getStatus() == Status.BUFFER_UNDERFLOW) {
            byte[] more = new byte[ROOM / 2];
            int count = socket.getInputStream().read(more);
            if (count < 0) {
                throw new SSLException("the server has closed the connection");
            }
            in = ByteBuffer.allocate(ROOM).put(in).put(more, 0, count).flip();
        }
        return StandardCharsets.ISO_8859_1.decode(plain.flip()).toString();
    }

    /** Does the server leave it open for so long? */
    boolean isOpenFor(Duration time) throws IOException {
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
