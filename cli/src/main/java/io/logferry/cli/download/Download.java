package io.logferry.cli.download;

import io.logferry.cli.http.Http;
import io.logferry.cli.rds.Export;
import io.logferry.cli.rds.ExportFile;
import io.logferry.cli.rds.ExportRequest;
import io.logferry.cli.rds.Instance;
import io.logferry.cli.rds.Rds;
import io.logferry.cli.terminal.Progress;
import io.logferry.cli.terminal.Quantity;
import io.logferry.cli.terminal.Terminal;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A whole download: requests the export, waits for it, transfers each file, verifies it and gives it its name. */
public final class Download {
    private final Rds rds;
    private final Http http;
    private final Terminal terminal;
    private final Progress progress;
    private final boolean namePaths;
    private final String command;

    /**
     * @param namePaths whether to print the files' paths if standard output is not a terminal
     * @param command the command line without the options that choose records and destination; messages build on it
     *     the command that resumes
     */
    public Download(Rds rds, Http http, Terminal terminal, boolean namePaths, String command) {
        this.rds = rds;
        this.http = http;
        this.terminal = terminal;
        this.progress = new Progress(terminal);
        this.namePaths = namePaths;
        this.command = command;
    }

    /** @return the service's answer with the links */
    public Export run(Instance instance, ExportRequest request, Optional<String> workflowId, Destination destination) {
        Preparation preparation = new Preparation(rds, http, progress);
        Export export = preparation.await(instance, request, workflowId);
        preparation.tellNotes(export);
        List<ExportFile> ready =
                export.files().stream().filter(ExportFile::isReady).toList();
        for (ExportFile file : ready) {
            fetch(instance, file, destination, export.files().size() > 1);
        }
        if (!export.isFinished()) {
            throw preparation.failure(export);
        }
        return export;
    }

    private void fetch(Instance instance, ExportFile file, Destination destination, boolean several) {
        switch (destination) {
            case Destination.Stdout stdout -> {
                if (terminal.outIsTerminal()) {
                    progress.stop(); // it would be drawn across the log
                }
                OutputStream out = terminal.bytes();
                transfer(instance, file, file.fileName(), new StandardOutput(out));
            }
            case Destination.Folder folder -> toPath(instance, file, folder.path(file), folder.option());
            case Destination.SingleFile single -> toPath(instance, file, single.path(file, several), single.option());
        }
    }

    private void toPath(Instance instance, ExportFile file, Path path, String output) {
        String resume = command + " --workflow " + file.workflowId() + output;
        String title = String.valueOf(path.getFileName());
        transfer(instance, file, title, new PartFile(path, file.workflowId(), resume, this::interrupted));
        if (namePaths && !terminal.outIsTerminal()) {
            terminal.out().println(path);
            terminal.out().flush();
        }
    }

    private void transfer(Instance instance, ExportFile file, String title, Sink destination) {
        long start = System.nanoTime();
        try (Sink sink = destination) {
            ShownTransfer shown = new ShownTransfer(progress, title, file.size());
            new Transfer(http, new Links(rds, instance.id(), file), file, sink, shown).run();
        } finally {
            progress.clear();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        terminal.note((terminal.utf8() ? "✓ " : "") + title + "  " + Quantity.bytes(file.size()) + " in "
                + Quantity.duration(took) + (file.sha256().isEmpty() ? ", size verified" : ", SHA-256 verified"));
    }

    private void interrupted(String line) {
        progress.stop();
        terminal.err().println("logferry: " + line);
        terminal.err().flush();
    }
}
