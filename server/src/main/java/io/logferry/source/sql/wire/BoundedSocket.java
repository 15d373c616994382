package io.logferry.source.sql.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** A socket to a server that limits the server's answers, encrypted or not. */
public final class BoundedSocket extends Socket {
    private final Answer answer = new Answer();
    private @Nullable AnswerStream answers;

    private BoundedSocket() {}

    Answer answer() {
        return answer;
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (answers == null) {
            answers = new AnswerStream(new TimedStream(super.getInputStream()), answer);
        }
        return answers;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        AnswerStream stream = (AnswerStream) getInputStream();
        return new RequestStream(super.getOutputStream(), answer, stream::encryptionRequested);
    }

    /** The bytes of the socket, within the time and the size that an answer may have. */
    private final class TimedStream extends FilterInputStream {
        private TimedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int left = answer.millisLeft();
            int wanted = getSoTimeout();
            boolean shorter = wanted == 0 || wanted > left;
            if (shorter) {
                setSoTimeout(left);
            }
            long began = System.nanoTime();
            try {
                int count = in.read(bytes, offset, length);
                answer.raw(Math.max(count, 0));
                return count;
            } finally {
                answer.waited(System.nanoTime() - began);
                if (shorter && !isClosed()) {
                    setSoTimeout(wanted);
                }
            }
        }
    }

    /** Makes the driver's sockets; the driver finds this class by its name, and connects the sockets itself. */
    public static final class Factory extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new BoundedSocket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
