package io.logferry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Measures how much memory a fresh service needs for its first export. */
record MemoryUse(List<String> server, Path folder, Fleet fleet) {
    private static final Duration POLL_EVERY = Duration.ofMillis(50);

    /** The peak memory, in bytes, of a service that was started only for this export. */
    long ofExporting(LoggedNode node) throws IOException, InterruptedException {
        try (Service service = Service.start(server, folder, fleet)) {
            Caller caller = Caller.logIn(service, fleet);
            Caller.Seen export = caller.export(node, POLL_EVERY);
            long peak = service.peakMemory();
            caller.remove(export);
            return peak;
        }
    }
}
