package io.logferry.cli.download;

import io.logferry.cli.terminal.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

final class StandardOutput implements Sink {
    private final OutputStream out;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public long begin(MessageDigest digest) {
        return 0;
    }

    @Override
    public void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException broken) {
            throw Output.refused(broken);
        }
    }

    @Override
    public boolean restart() {
        return false;
    }

    @Override
    public void complete() {
        // Nothing to do: the bytes are already written.
    }

    @Override
    public String adviceAfterFailure() {
        return "";
    }

    @Override
    public void close() {
        // Several files may follow one another.
    }
}
