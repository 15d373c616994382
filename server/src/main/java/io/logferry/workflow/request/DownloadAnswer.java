package io.logferry.workflow.request;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.link.Link;
import java.util.List;
import java.util.Optional;

/** What a caller is told who asks for an instance's error logs. */
public sealed interface DownloadAnswer {
    /** How the export stands; an ended one's links are signed afresh. */
    record Described(Export export, List<SignedFile> files) implements DownloadAnswer {
        public Described {
            files = List.copyOf(files);
        }
    }

    /** One node's file; its link is present once it is in the store. */
    record SignedFile(ExportFile file, Optional<Link> link) {}

    /** A new export would be due, but no node's log can be read. */
    record InstanceFaulty(String reason) implements DownloadAnswer {}

    /** There is no such workflow of this instance, or its files are gone. */
    record NoSuchWorkflow() implements DownloadAnswer {}
}
