package io.logferry.workflow.request;

import io.logferry.export.Export;
import io.logferry.export.ExportFile;
import io.logferry.link.Link;
import java.util.List;
import java.util.Optional;

/** The answer to a request for a download. */
public sealed interface DownloadAnswer {
    /** The state of the export, with newly signed links if it has ended. */
    record Described(Export export, List<SignedFile> files) implements DownloadAnswer {
        public Described {
            files = List.copyOf(files);
        }
    }

    /** One node's file, with a link if it is in the store. */
    record SignedFile(ExportFile file, Optional<Link> link) {}

    /** A new export is due, but no node's log can be read. */
    record InstanceFaulty(String reason) implements DownloadAnswer {}

    /** The instance has no such workflow, or its files are gone. */
    record NoSuchWorkflow() implements DownloadAnswer {}
}
