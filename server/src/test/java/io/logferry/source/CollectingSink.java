package io.logferry.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a source says. */
public final class CollectingSink implements LogSink {
    private final List<String> files = new ArrayList<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable LogOutline outline;
    private int beginnings;

    @Override
    public void begin(LogOutline newOutline) {
        outline = newOutline;
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
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public List<String> files() {
        return files;
    }

    public LogOutline outline() {
        return outline;
    }

    /** How often the listing began. */
    public int beginnings() {
        return beginnings;
    }
}
