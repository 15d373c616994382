package io.logferry.source;

import java.io.IOException;
import java.nio.ByteBuffer;

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

    void beginFile(String name) throws LogSinkException, InterruptedException {
        try {
            sink.beginFile(name);
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
