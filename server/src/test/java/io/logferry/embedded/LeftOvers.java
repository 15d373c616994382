package io.logferry.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PostgreSQL servers that outlived a process which a test killed. */
public final class LeftOvers {
    private LeftOvers() {}

    /** Stops those whose data directories lie in this folder, however deep. */
    public static void stopBelow(Path folder) throws IOException, InterruptedException {
        for (Path pidFile : pidFiles(folder)) {
            Optional<Postmaster> leftOver = Postmaster.of(pidFile.getParent());
            if (leftOver.isPresent()) {
                leftOver.get().stop();
            }
        }
    }

    private static List<Path> pidFiles(Path folder) throws IOException {
        try (Stream<Path> files =
                Files.find(folder.toRealPath(), 4, (path, attributes) -> path.endsWith("postmaster.pid"))) {
            return files.toList();
        }
    }
}
