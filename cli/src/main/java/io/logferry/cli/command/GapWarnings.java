package io.logferry.cli.command;

import io.logferry.cli.rds.Gaps;
import io.logferry.cli.terminal.Advice;
import io.logferry.cli.terminal.Quantity;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.Typed;
import io.logferry.cli.terminal.VisibleText;

/** Reports on standard error what is missing on standard output. Each report is printed once, and again when it changes. */
final class GapWarnings {
    private final Terminal terminal;
    private final String download;
    private Gaps told = Gaps.NONE;

    GapWarnings(Terminal terminal, String instance) {
        this.terminal = terminal;
        this.download = "`logferry download " + Typed.word(instance) + "` has ";
    }

    void tell(Gaps gaps) {
        gaps.unreadNodes().forEach((node, reason) -> {
            if (!reason.equals(told.unreadNodes().get(node))) {
                warn("node " + node + " was not read, so its records are missing: "
                        + Advice.in(reason).text());
            }
        });
        told.unreadNodes().keySet().stream()
                .filter(node -> !gaps.unreadNodes().containsKey(node))
                .forEach(node -> warn("node " + node + " can be read again"));
        if (gaps.truncated() && !told.truncated()) {
            String before =
                    gaps.searchedFrom().map(from -> "before " + from + " ").orElse("");
            warn("records " + before + "are missing: the log is very large, and the service did not search all of it; "
                    + download + "them");
        }
        if (gaps.unrecognisedBytes() > 0 && told.unrecognisedBytes() == 0) {
            warn(Quantity.bytes(gaps.unrecognisedBytes())
                    + " of the log were not recognised as records, or as records of a known severity, and are missing; "
                    + download + "them");
        }
        told = gaps;
    }

    void warn(String line) {
        terminal.err().println("logferry: " + VisibleText.of(line));
    }
}
