package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Locale;

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
            String reason = String.valueOf(broken.getMessage());
            boolean readerLeft = reason.toLowerCase(Locale.ROOT).contains("broken pipe");
            throw new Failure(
                    readerLeft ? ExitCode.BROKEN_PIPE : ExitCode.OTHER,
                    "standard output takes no more: " + reason,
                    broken);
        }
    }

    @Override
    public boolean restart() {
        return false;
    }

    @Override
    public void complete() {
        // What was written is out already.
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
