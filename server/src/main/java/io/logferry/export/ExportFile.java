package io.logferry.export;

import io.logferry.id.NodeId;

/** What one node contributes to an export. */
public record ExportFile(NodeId node, String nodeName, String fileName, FileState state) {}
