package io.logferry.workflow.run;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Exports as {@link RequestDownload} creates them: of everything, with nothing read yet. */
final class RunningExport {
    private RunningExport() {}

    /** Of a node that no inventory has. */
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

    private static ExportFile fileOf(Node node, Instant now) {
        return new ExportFile(
                node.id(), node.name(), node.id() + "_errorlog_download", new ExportFile.Exporting(now, 0, 0));
    }
}
