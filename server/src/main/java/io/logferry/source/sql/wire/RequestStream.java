package io.logferry.source.sql.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** What is sent to a server; whoever bounds the answers is told. */
final class RequestStream extends FilterOutputStream {
    /** SSLRequest: its length, and the number that stands in place of a protocol's version. */
    private static final byte[] ENCRYPTION_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    private final Answer answer;
    private final Runnable encryptionAsked;

    RequestStream(OutputStream out, Answer answer, Runnable encryptionAsked) {
        super(out);
        this.answer = answer;
        this.encryptionAsked = encryptionAsked;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        answer.request();
        if (Arrays.equals(bytes, offset, offset + length, ENCRYPTION_REQUEST, 0, ENCRYPTION_REQUEST.length)) {
            encryptionAsked.run();
        }
        out.write(bytes, offset, length);
    }
}
