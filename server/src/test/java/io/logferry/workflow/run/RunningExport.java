package io.logferry.workflow.run;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Exports as {@code RequestDownload} creates them: of everything, with nothing read yet. */
final class RunningExport {
    private RunningExport() {}

    /** Of one node, which is in no inventory. */
    static Export ofOneNode(Instant now) {
        LogLocation nowhere = new LogLocation.Directory("/nonexistent");
        return of(List.of(new Node(NodeId.random(), "orders_node0", NodeRole.MASTER, Optional.empty(), nowhere)), now);
    }

    static Export of(List<Node> nodes, Instant now) {
        return new Export(
                WorkflowId.random(),
                ProjectId.random(),
                InstanceId.random(),
                "orders",
                ExportRequest.everything(ExportKind.ERROR_LOG),
                now,
                new Export.Running(),
                nodes.stream().map(node -> fileOf(node, now)).toList(),
                List.of(),
                Optional.empty(),
                false);
    }

    /** The instance that the export is of. */
    static Instance instanceOf(Export export, List<Node> nodes) {
        return new Instance(
                export.instance(), export.project(), export.instanceName(), InstanceStatus.ACTIVE, "eu-de", nodes);
    }

    private static ExportFile fileOf(Node node, Instant now) {
        return new ExportFile(
                node.id(), node.name(), node.id() + "_errorlog_download", new ExportFile.Exporting(now, 0, 0));
    }
}
