package io.logferry.story;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** The wall clock of processes that are started with its {@link #environment}; it can be set while they run ({@code clock.c}). */
final class SoakClock {
    private final Path library;
    private final Path offset;

    private SoakClock(Path library, Path offset) throws IOException {
        this.library = library;
        this.offset = offset;
        set(Duration.ZERO);
    }

    static SoakClock in(Path folder) throws IOException {
        Path source = folder.resolve("clock.c");
        Path library = folder.resolve("clock.so");
        try (InputStream content = SoakClock.class.getResourceAsStream("/soak/clock.c")) {
            Files.copy(content, source);
        }
        Process compiler = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        try {
            if (compiler.waitFor() != 0) {
                throw new AssertionError("cc could not compile " + source);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new SoakClock(library, folder.resolve("clock.offset"));
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET_FILE", offset.toString());
    }

    /** In place: the processes have the file mapped. */
    void set(Duration ahead) throws IOException {
        ByteBuffer seconds =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(ahead.toSeconds());
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds.flip(), 0);
        }
    }
}
