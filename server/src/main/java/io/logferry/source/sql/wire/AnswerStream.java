package io.logferry.source.sql.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The messages of a server; each is checked before it is passed on. */
final class AnswerStream extends FilterInputStream {
    private static final int ENCRYPTED = 'S';
    private static final int NOT_ENCRYPTED = 'N';

    private final ServerMessages messages;
    private boolean encryptionRequested;
    private boolean encrypted;

    AnswerStream(InputStream in, Answer answer) {
        super(in);
        this.messages = new ServerMessages(answer);
    }

    /** The next byte is not a message: it says whether the bytes after it are encrypted. Encrypted bytes are not checked here. */
    void encryptionRequested() {
        encryptionRequested = true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count <= 0 || encrypted) {
            return count;
        }
        int checked = 0;
        if (encryptionRequested) {
            encryptionRequested = false;
            encrypted = bytes[offset] == ENCRYPTED;
            checked = encrypted ? count : bytes[offset] == NOT_ENCRYPTED ? 1 : 0;
        }
        messages.accept(bytes, offset + checked, count - checked);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
