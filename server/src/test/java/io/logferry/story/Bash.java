package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A fresh bash in which somebody types. */
final class Bash {
    private Bash() {}

    /** Types these lines; its words. Fails where the last of them does. */
    static String types(Path directory, String lines) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        bash.outputWriter(StandardCharsets.UTF_8).append(lines).append("\n").close();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said;
    }
}
