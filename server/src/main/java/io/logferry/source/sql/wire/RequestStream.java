package io.logferry.source.sql.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The bytes that are sent to a server; each request starts a new {@link Answer}. */
final class RequestStream extends FilterOutputStream {
    /** SSLRequest: its length, and its code in place of the protocol version. */
    private static final byte[] ENCRYPTION_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    private final Answer answer;
    private final Runnable encryptionRequested;

    RequestStream(OutputStream out, Answer answer, Runnable encryptionRequested) {
        super(out);
        this.answer = answer;
        this.encryptionRequested = encryptionRequested;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        answer.request();
        if (Arrays.equals(bytes, offset, offset + length, ENCRYPTION_REQUEST, 0, ENCRYPTION_REQUEST.length)) {
            encryptionRequested.run();
        }
        out.write(bytes, offset, length);
    }
}
