package io.logferry.source.sql.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** The bytes of a socket, not more and not later than an answer may have them. */
final class TimedStream extends FilterInputStream {
    private final Socket socket;
    private final Answer answer;

    TimedStream(InputStream in, Socket socket, Answer answer) {
        super(in);
        this.socket = socket;
        this.answer = answer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int left = answer.millisLeft();
        int wanted = socket.getSoTimeout();
        boolean shorter = wanted == 0 || wanted > left;
        if (shorter) {
            socket.setSoTimeout(left);
        }
        long began = System.nanoTime();
        try {
            int count = in.read(bytes, offset, length);
            answer.raw(Math.max(count, 0));
            return count;
        } finally {
            answer.waited(System.nanoTime() - began);
            if (shorter && !socket.isClosed()) {
                socket.setSoTimeout(wanted);
            }
        }
    }
}
