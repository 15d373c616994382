package io.logferry.bench;

import io.logferry.bench.LoggedNode.LogPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The baseline: the system's own tools do what the service does to a log. They read it whole, hash it, and force it to the disk.
 */
final class SystemTools {
    /** The service uses this size with the same function. It is not tuned for psql. */
    static final int PIECE = 256 << 10;

    private static final String PIPELINE =
            "psql -X -q -c \"$COPY\" | tee \"$FILE\" | openssl dgst -sha256 && sync \"$FILE\"";

    private final Path file;

    /** @param file overwritten by each run */
    SystemTools(Path file) {
        this.file = file;
    }

    /** Runs the tools once and returns the time in seconds. */
    double copy(LoggedNode node) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        Map<String, String> environment = new HashMap<>(node.superuser());
        environment.put("COPY", copyOf(node.log()));
        environment.put("FILE", file.toString());
        long began = System.nanoTime();
        Command.run(List.of("bash", "-c", "set -o pipefail; " + PIPELINE), environment);
        return (System.nanoTime() - began) / 1e9;
    }

    /** The result of the last run, in the format of a binary COPY. */
    Path file() {
        return file;
    }

    private static String copyOf(List<LogPart> log) {
        String files = log.stream()
                .map(part -> "('%s', %d::bigint)".formatted(LoggedNode.serverPath(part), part.size()))
                .collect(Collectors.joining(", "));
        return """
                COPY (SELECT pg_read_binary_file(name, piece, least(%1$d, size - piece)) FROM (VALUES %2$s) log (name, size),
                generate_series(0, size - 1, %1$d) piece) TO STDOUT (FORMAT binary)""".formatted(PIECE, files);
    }
}
