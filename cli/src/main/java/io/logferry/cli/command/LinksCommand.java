package io.logferry.cli.command;

import io.logferry.cli.download.Preparation;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Json;
import io.logferry.cli.rds.Export;
import io.logferry.cli.rds.ExportFile;
import io.logferry.cli.rds.ExportRequest;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.terminal.Colour;
import io.logferry.cli.terminal.Progress;
import io.logferry.cli.terminal.Quantity;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.VisibleText;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "links",
        description = {
            "Request an instance's download links and print the answer.",
            "",
            "The first call starts an export and answers CREATING; call again, or use --wait. Anybody who has a link"
                    + " can download the file until the link expires: keep it secret."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  logferry links orders --wait",
            "  logferry links orders --wait | cut -f5 | xargs -n1 curl -fOJ",
            "  # sign the links of an earlier export again:",
            "  logferry links orders --workflow 44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e"
        })
final class LinksCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "INSTANCE", description = "Its name or ID.")
    private String instance = "";

    @Option(names = "--wait", description = "Wait until the links are ready.")
    private boolean wait;

    @Mixin
    private RecordOptions records = new RecordOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    LinksCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Terminal terminal = surroundings.terminal();
        Connection connection = Connection.open(surroundings, common);
        Preparation preparation = new Preparation(connection.rds(), connection.http(), new Progress(terminal));
        Instance of = connection.rds().instance(instance);
        Export export = ask(connection, preparation, of);
        if (common.json) {
            terminal.out().println(Json.text(export.raw()));
        } else {
            export.files().forEach(file -> print(file, terminal));
        }
        if (export.isRunning()) {
            terminal.note("The files are being prepared: call again, or use --wait.");
            return ExitCode.OK.number();
        }
        preparation.tellNotes(export);
        if (!export.isFinished()) {
            throw preparation.failure(export);
        }
        return ExitCode.OK.number();
    }

    private Export ask(Connection connection, Preparation preparation, Instance of) {
        ExportRequest request = records.request(of, surroundings);
        Optional<String> workflow = records.workflowId();
        if (wait) {
            return preparation.await(of, request, workflow);
        }
        return workflow.map(id -> connection
                        .rds()
                        .export(of.id(), id)
                        .orElseThrow(() -> new Failure(
                                ExitCode.NOT_FOUND, "the instance has no export " + id + ", or its files are removed")))
                .orElseGet(() -> connection.rds().requestExport(of.id(), request));
    }

    private static void print(ExportFile file, Terminal terminal) {
        if (!terminal.outIsTerminal()) {
            terminal.out()
                    .println(String.join(
                            "\t",
                            file.status(),
                            file.fileName(),
                            Long.toString(file.size()),
                            file.sha256(),
                            file.link()));
            return;
        }
        terminal.out().println(Colour.BOLD.paint(VisibleText.of(file.fileName()), terminal.colours()));
        line(terminal, "node", file.nodeName());
        line(terminal, "status", file.status());
        if (file.isReady()) {
            line(terminal, "size", Quantity.bytes(file.size()) + " (" + file.size() + " bytes)");
            line(terminal, "sha256", file.sha256());
            line(terminal, "link", file.link());
        }
        line(terminal, "workflow", file.workflowId());
    }

    private static void line(Terminal terminal, String name, String value) {
        if (!value.isEmpty()) {
            terminal.out().printf("  %-9s %s%n", name, VisibleText.of(value));
        }
    }
}
