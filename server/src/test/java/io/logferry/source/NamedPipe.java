package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Named pipes into which a collector writes, as operators for PostgreSQL on Kubernetes make them. */
public final class NamedPipe {
    private NamedPipe() {}

    public static Path make(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return path;
    }

    /** Makes a pipe that is read as long as somebody writes into it. */
    public static Path makeRead(Path path) throws IOException, InterruptedException {
        Path pipe = make(path);
        Thread.ofPlatform().daemon().name("reads " + path.getFileName()).start(() -> {
            try (InputStream written = Files.newInputStream(pipe)) {
                written.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return pipe;
    }
}
