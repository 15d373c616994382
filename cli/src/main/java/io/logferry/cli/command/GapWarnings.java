package io.logferry.cli.command;

import io.logferry.cli.rds.Gaps;
import io.logferry.cli.terminal.Advice;
import io.logferry.cli.terminal.Quantity;
import io.logferry.cli.terminal.Terminal;
import io.logferry.cli.terminal.Typed;
import io.logferry.cli.terminal.VisibleText;

/** Says on standard error what is missing on standard output, each thing once until it changes. */
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
                .forEach(node -> warn("node " + node + " is read again"));
        if (gaps.truncated() && !told.truncated()) {
            String before =
                    gaps.searchedFrom().map(from -> "before " + from + " ").orElse("");
            warn("records " + before + "are missing: the service did not look at all of the log, which is very large; "
                    + download + "them");
        }
        if (gaps.unrecognisedBytes() > 0 && told.unrecognisedBytes() == 0) {
            warn("in " + Quantity.bytes(gaps.unrecognisedBytes())
                    + " of the log no record could be recognised, or not its severity, so what is in there is missing; "
                    + download + "it");
        }
        told = gaps;
    }

    void warn(String line) {
        terminal.err().println("logferry: " + VisibleText.of(line));
    }
}
