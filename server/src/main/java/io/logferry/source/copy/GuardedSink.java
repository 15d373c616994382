package io.logferry.source.copy;

import io.logferry.source.LogOutline;
import io.logferry.source.LogSink;
import io.logferry.source.LogSinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** A sink whose failures can't be taken for the source's. */
final class GuardedSink {
    private final LogSink sink;

    GuardedSink(LogSink sink) {
        this.sink = sink;
    }

    void begin(LogOutline outline) throws LogSinkException, InterruptedException {
        try {
            sink.begin(outline);
        } catch (IOException e) {
            throw new LogSinkException(e);
        }
    }

    void beginFile(String name, Instant modified) throws LogSinkException, InterruptedException {
        try {
            sink.beginFile(name, modified);
        } catch (IOException e) {
            throw new LogSinkException(e);
        }
    }

    void write(ByteBuffer bytes) throws LogSinkException, InterruptedException {
        try {
            sink.write(bytes);
        } catch (IOException e) {
            throw new LogSinkException(e);
        }
    }
}
