package io.logferry.source;

import io.logferry.record.LogDialect;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps everything that a source writes. */
public final class CollectingSink implements LogSink {
    private final List<String> files = new ArrayList<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable LogDialect dialect;
    private long announced;
    private int beginnings;
    private Consumer<String> whenWritten = file -> {};

    /** The action gets the name of the file whenever bytes of it were received. */
    public CollectingSink whenWritten(Consumer<String> action) {
        whenWritten = action;
        return this;
    }

    @Override
    public void begin(LogDialect ofLog, long willCome) {
        dialect = ofLog;
        announced = willCome;
        beginnings++;
        files.clear();
        bytes = new ByteArrayOutputStream();
    }

    @Override
    public void beginFile(String name, Instant modified) {
        files.add(name);
    }

    @Override
    public void write(ByteBuffer next) {
        byte[] copy = new byte[next.remaining()];
        next.get(copy);
        bytes.writeBytes(copy);
        whenWritten.accept(files.getLast());
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public List<String> files() {
        return files;
    }

    public LogDialect dialect() {
        return dialect;
    }

    /** How many bytes the source said would come. */
    public long announced() {
        return announced;
    }

    /** How often the copy started. */
    public int beginnings() {
        return beginnings;
    }
}
