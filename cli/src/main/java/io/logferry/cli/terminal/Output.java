package io.logferry.cli.terminal;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output for text. It remembers why a write failed; Java's own does not. */
public final class Output extends PrintStream {
    private final Remembering below;

    public static Output to(OutputStream stream) {
        return new Output(new Remembering(stream));
    }

    /** Always writes UTF-8, so that the locale does not change a log. */
    private Output(Remembering below) {
        super(new BufferedOutputStream(below), false, StandardCharsets.UTF_8);
        this.below = below;
    }

    /** @throws Failure if not all that was printed could be written */
    public void requireWritten() {
        if (checkError() && below.refusal != null) {
            throw refused(below.refusal);
        }
    }

    /** The failure that says why a write failed; it has no message if the reader has closed the pipe. */
    public static Failure refused(IOException refusal) {
        String reason = String.valueOf(refusal.getMessage());
        boolean readerLeft = reason.toLowerCase(Locale.ROOT).contains("broken pipe");
        return new Failure(
                readerLeft ? ExitCode.BROKEN_PIPE : ExitCode.OTHER,
                "standard output takes no more (" + reason + "): free some space, or send it to another place",
                refusal);
    }

    private static final class Remembering extends FilterOutputStream {
        private @Nullable IOException refusal;

        Remembering(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException refused) {
                refusal = refused;
                throw refused;
            }
        }
    }
}
