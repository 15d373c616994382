package io.logferry.workflow.request;

import io.logferry.export.Compression;
import io.logferry.export.ExportRequest;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The name of an export file, fixed when the workflow is created (docs/api.md). */
final class ExportFileName {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    private ExportFileName() {}

    static String of(Instance instance, Node node, ExportRequest request, Instant created) {
        String ofNode = instance.nodes().size() > 1 ? "_" + node.id() : "";
        String packed = request.compression() == Compression.GZIP ? ".gz" : "";
        return instance.project() + ofNode + "_" + request.kind().inFileName() + "_download_" + STAMP.format(created)
                + packed;
    }
}
