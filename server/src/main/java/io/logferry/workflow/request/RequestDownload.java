package io.logferry.workflow.request;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportRequest;
import io.logferry.export.ExportRequest.Compression;
import io.logferry.export.ExportTable;
import io.logferry.health.Health;
import io.logferry.health.InstanceHealth;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import io.logferry.link.Link;
import io.logferry.link.LinkIssuer;
import io.logferry.workflow.request.DownloadAnswer.SignedFile;
import io.logferry.workflow.run.ExportWorkers;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Answers a request for a download. The first request creates an export; the same request again describes this export, and once the export has
 * ended, with newly signed links, until a new export is due.
 */
public final class RequestDownload {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    private final Jdbi jdbi;
    private final ExportTable exports;
    private final ExportWorkers workers;
    private final InstanceHealth health;
    private final LinkIssuer links;
    private final ExportCurrency currency;
    private final Clock clock;

    public RequestDownload(
            Jdbi jdbi,
            ExportTable exports,
            ExportWorkers workers,
            InstanceHealth health,
            LinkIssuer links,
            ExportCurrency currency,
            Clock clock) {
        this.jdbi = jdbi;
        this.exports = exports;
        this.workers = workers;
        this.health = health;
        this.links = links;
        this.currency = currency;
        this.clock = clock;
    }

    /** Describes the current export of the request; creates one if there is none. */
    public DownloadAnswer request(Instance instance, ExportRequest request, URI base) throws InterruptedException {
        Optional<DownloadAnswer> known = exports.latest(instance.id(), request)
                .filter(export -> currency.isCurrent(export, clock.instant()))
                .flatMap(export -> describe(export, base));
        if (known.isPresent()) {
            return known.get();
        }
        // outside the transaction, because it takes seconds to find that a node is down
        return switch (health.check(wanted(instance, request))) {
            case Health.Faulty faulty -> new DownloadAnswer.InstanceFaulty(faulty.reason());
            case Health.Working working -> {
                Export export = findOrCreate(instance, request, working.nodes());
                yield describe(export, base).orElseGet(() -> new DownloadAnswer.Described(export, unsigned(export)));
            }
        };
    }

    /** Describes this export of the instance, with newly signed links; starts nothing. */
    public DownloadAnswer renew(Instance instance, WorkflowId id, URI base) {
        return exports.find(id)
                .filter(export -> export.instance().equals(instance.id())
                        && export.project().equals(instance.project()))
                .flatMap(export -> describe(export, base))
                .orElseGet(DownloadAnswer.NoSuchWorkflow::new);
    }

    /** The nodes whose logs the request asks for. */
    static List<Node> wanted(Instance instance, ExportRequest request) {
        return instance.nodes().stream()
                .filter(node -> request.nodes().isEmpty() || request.nodes().contains(node.id()))
                .toList();
    }

    /** @param nodes in the order of the answer */
    private Export findOrCreate(Instance instance, ExportRequest request, List<Node> nodes) {
        return jdbi.inTransaction(handle -> {
            exports.lock(handle, instance.id(), request);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Optional<Export> latest = exports.latest(handle, instance.id(), request);
            if (latest.isPresent() && currency.isCurrent(latest.get(), now)) {
                return latest.get();
            }
            Export export = newExport(instance, request, nodes, after(latest, now));
            exports.insert(handle, export);
            workers.enqueue(handle, export.id());
            return export;
        });
    }

    /** A new export must be the newest one, also if the clock of the replica that made the one before is ahead. */
    private static Instant after(Optional<Export> latest, Instant now) {
        return latest.map(export -> export.createdAt().plusMillis(1))
                .filter(now::isBefore)
                .orElse(now);
    }

    private static Export newExport(Instance instance, ExportRequest request, List<Node> nodes, Instant now) {
        List<ExportFile> files = nodes.stream()
                .map(node -> new ExportFile(
                        node.id(),
                        node.name(),
                        fileName(instance, node, request, now),
                        new ExportFile.Exporting(now, 0, 0)))
                .toList();
        return new Export(
                WorkflowId.random(),
                instance.project(),
                instance.id(),
                instance.name(),
                request,
                now,
                new Export.Running(),
                files,
                List.of(),
                Optional.empty(),
                false);
    }

    private static String fileName(Instance instance, Node node, ExportRequest request, Instant created) {
        String ofNode = instance.nodes().size() > 1 ? "_" + node.id() : "";
        String packed = request.compression() == Compression.GZIP ? ".gz" : "";
        return instance.project() + ofNode + "_" + request.kind().inFileName() + "_download_" + STAMP.format(created)
                + packed;
    }

    /** Empty if the files were withdrawn meanwhile. */
    private Optional<DownloadAnswer> describe(Export export, URI base) {
        if (export.isRunning()) {
            return Optional.of(new DownloadAnswer.Described(export, unsigned(export)));
        }
        List<SignedFile> files = export.files().stream()
                .map(file -> new SignedFile(file, link(export, file, base)))
                .toList();
        Optional<Instant> linksLiveUntil = files.stream()
                .flatMap(file -> file.link().stream())
                .map(Link::expiresAt)
                .max(Comparator.naturalOrder());
        // before a link is handed out, the export's row says how long it lives
        return exports.deliver(export.id(), clock.instant(), linksLiveUntil)
                ? Optional.of(new DownloadAnswer.Described(export, files))
                : Optional.empty();
    }

    private Optional<Link> link(Export export, ExportFile file, URI base) {
        return export.keyOf(file).map(key -> links.issue(key, base));
    }

    private static List<SignedFile> unsigned(Export export) {
        return export.files().stream()
                .map(file -> new SignedFile(file, Optional.empty()))
                .toList();
    }
}
