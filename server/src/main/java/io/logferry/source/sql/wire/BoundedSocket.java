package io.logferry.source.sql.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A socket to a server, encrypted or not, whose answers are bounded. */
final class BoundedSocket extends Socket {
    private final Answer answer = new Answer();
    private @Nullable AnswerStream in;

    Answer answer() {
        return answer;
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (in == null) {
            in = new AnswerStream(new TimedStream(super.getInputStream(), this, answer), answer);
        }
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        AnswerStream answers = (AnswerStream) getInputStream();
        return new RequestStream(super.getOutputStream(), answer, answers::encryptionAsked);
    }
}
