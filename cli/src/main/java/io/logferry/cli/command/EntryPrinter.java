package io.logferry.cli.command;

import io.logferry.cli.http.Json;
import io.logferry.cli.rds.LogEntry;
import io.logferry.cli.rds.Severity;
import io.logferry.cli.terminal.Colour;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.VisibleText;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Prints log records, coloured by severity. */
final class EntryPrinter {
    /** Always has seconds; {@link LocalDateTime#toString} omits them if they are 0. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);

    private static final String CONTINUED = "\n    ";

    private final Terminal terminal;
    private final boolean withNode;
    private final boolean json;

    /**
     * @param withNode whether to print each record's node
     * @param json whether to print one raw entry a line instead
     */
    EntryPrinter(Terminal terminal, boolean withNode, boolean json) {
        this.terminal = terminal;
        this.withNode = withNode;
        this.json = json;
    }

    void print(List<LogEntry> entries) {
        entries.forEach(entry -> terminal.out().println(json ? Json.text(entry.raw()) : line(entry)));
        terminal.out().flush();
    }

    private String line(LogEntry entry) {
        boolean colours = terminal.colours();
        String node = withNode ? entry.nodeName() + "  " : "";
        String content = entry.content().stripTrailing().replace("\n", CONTINUED);
        String record = node + content;
        return Colour.FAINT.paint(TIME.format(entry.time()), colours) + "  "
                + colour(entry).paint(String.format("%-7s", entry.level()), colours) + "  "
                + (terminal.outIsTerminal() ? VisibleText.of(record) : record);
    }

    private static Colour colour(LogEntry entry) {
        return Severity.of(entry.level())
                .map(severity -> switch (severity) {
                    case DEBUG -> Colour.FAINT;
                    case LOG -> Colour.PLAIN;
                    case INFO, NOTICE -> Colour.CYAN;
                    case WARNING -> Colour.YELLOW;
                    case ERROR -> Colour.LOUD_RED;
                    case FATAL, PANIC -> Colour.ALARM;
                })
                .orElse(Colour.PLAIN);
    }
}
