package io.logferry.cli.command;

import io.logferry.cli.download.Destination;
import io.logferry.cli.download.Download;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Json;
import io.logferry.cli.rds.Export;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.terminal.Typed;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "download",
        description = {
            "Download an instance's complete error logs and verify them.",
            "",
            "The service makes one file for each node. During the download the file is a hidden .part file;"
                    + " it gets its final name when size and SHA-256 are correct. An interrupted download resumes where"
                    + " it stopped, and an expired link is renewed. After Ctrl-C, --workflow resumes the download."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  logferry download orders               # everything, under the service's names",
            "  logferry download orders --since 2h --level ERROR -o errors.log",
            "  logferry download orders -o - | pgbadger -o report.html -",
            "  logferry download orders --gzip --node master -o /var/backups/"
        })
final class DownloadCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "INSTANCE", description = "Its name or ID.")
    private String instance = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "A file, a folder, or - for standard output. If there are several nodes, each node's name is"
                    + " added to its file; on standard output the files follow one another.")
    private @Nullable String output;

    @Mixin
    private RecordOptions records = new RecordOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    DownloadCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Destination destination = Destination.of(Optional.ofNullable(output), surroundings.workingFolder());
        if (common.json && destination instanceof Destination.Stdout) {
            throw new Failure(ExitCode.USAGE, "--json and -o - both use standard output: choose one of them");
        }
        Connection connection = Connection.open(surroundings, common);
        Instance of = connection.rds().instance(instance);
        Export export = new Download(
                        connection.rds(), connection.http(), surroundings.terminal(), !common.json, typed())
                .run(of, records.request(of, surroundings), records.workflowId(), destination);
        if (common.json) {
            surroundings.terminal().out().println(Json.text(export.raw()));
        }
        return ExitCode.OK.number();
    }

    private String typed() {
        return "logferry download " + Typed.word(instance) + common.typed();
    }
}
