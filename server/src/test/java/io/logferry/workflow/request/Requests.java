package io.logferry.workflow.request;

import io.logferry.TestClock;
import io.logferry.embedded.TestPostgres;
import io.logferry.export.ExportTable;
import io.logferry.health.InstanceHealth;
import io.logferry.key.FixedKeyRing;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.link.LocalLinks;
import io.logferry.source.LogSource;
import io.logferry.store.Bucket;
import io.logferry.store.local.LocalStore;
import io.logferry.workflow.run.Replica;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What replicas answer requests with, on one state database and one store; their workers don't run. */
record Requests(TestPostgres.Database state, LogSource source, InstanceHealth health, Path folder) {
    static final URI BASE = URI.create("http://127.0.0.1:8080");
    private static final Bucket BUCKET = new Bucket("logferry");

    LocalStore store(TestClock clock) throws IOException {
        return LocalStore.open(folder, BUCKET, false, clock);
    }

    RequestDownload replica(TestClock clock, Duration linkTtl) throws IOException {
        return new RequestDownload(
                state.jdbi(),
                new ExportTable(state.jdbi()),
                new Replica(state, source, health, store(clock), List.of(), clock).workers(1),
                health,
                new LocalLinks(FixedKeyRing.ofTwo(), BUCKET, linkTtl, SignatureVersion.V2, clock),
                new ExportCurrency(Duration.ofMinutes(5)),
                clock);
    }
}
