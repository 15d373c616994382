package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.rds.Export;
import io.logferry.cli.rds.ExportFile;
import io.logferry.cli.rds.Rds;
import java.net.URI;

/** The link of one file of an export. Requests a new link if it has expired, but never a second export. */
final class Links {
    private final Rds rds;
    private final String instanceId;
    private ExportFile file;

    Links(Rds rds, String instanceId, ExportFile file) {
        this.rds = rds;
        this.instanceId = instanceId;
        this.file = file;
    }

    URI current() {
        return URI.create(file.link());
    }

    void renew() {
        Export export = rds.export(instanceId, file.workflowId()).orElseThrow(() -> gone(file));
        file = export.file(file.fileName()).filter(ExportFile::isReady).orElseThrow(() -> gone(file));
    }

    static Failure gone(ExportFile file) {
        return new Failure(
                ExitCode.EXPORT_FAILED,
                "the service has removed " + file.fileName() + " (workflow " + file.workflowId()
                        + "): download again to start a new export");
    }
}
