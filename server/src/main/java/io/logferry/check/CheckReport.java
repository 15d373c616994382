package io.logferry.check;

import io.logferry.check.NodeInspection.Aspect;
import io.logferry.check.NodeInspection.Finding;
import io.logferry.check.NodeInspection.Verdict;
import io.logferry.instance.Instance;
import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Prints the results of a check, to a terminal or a file. */
final class CheckReport {
    private static final int WIDEST_ASPECT = Arrays.stream(Aspect.values())
            .mapToInt(aspect -> aspect.words().length())
            .max()
            .orElseThrow();

    private final PrintStream out;
    private final boolean utf8;
    private int instances;
    private int nodes;
    private int badNodes;

    CheckReport(PrintStream out) {
        this.out = out;
        this.utf8 = out.charset().equals(StandardCharsets.UTF_8);
    }

    void instance(Instance instance, String project) {
        instances++;
        line("%sinstance %s of the project %s".formatted(instances == 1 ? "" : "\n", instance.name(), project));
    }

    void node(Node node, NodeInspection inspection) {
        nodes++;
        badNodes += inspection.isGood() ? 0 : 1;
        line("  node %s, %s".formatted(node.name(), node.role().word()));
        inspection.findings().forEach(this::finding);
    }

    private void finding(Finding finding) {
        String aspect = finding.aspect().words();
        String padding = " ".repeat(WIDEST_ASPECT - aspect.length());
        line("    %s %s%s  %s".formatted(sign(finding.verdict()), aspect, padding, finding.text()));
        for (String command : finding.commands()) {
            line(" ".repeat(8 + WIDEST_ASPECT + sign(finding.verdict()).length())
                    + LogSourceException.asTyped(command));
        }
    }

    private String sign(Verdict verdict) {
        return switch (verdict) {
            case GOOD -> utf8 ? "✓" : "OK  ";
            case BAD -> utf8 ? "✗" : "FAIL";
            case UNKNOWN -> utf8 ? "·" : "-   ";
        };
    }

    /** @return whether nothing needs attention */
    boolean end() {
        if (nodes == 0) {
            line("The inventory has no node yet.");
        } else {
            line("\n%s of %s checked: %s"
                    .formatted(
                            count(nodes, "node"),
                            count(instances, "instance"),
                            badNodes == 0
                                    ? "all is well."
                                    : count(badNodes, "node") + (badNodes == 1 ? " needs" : " need")
                                            + " attention (see above)."));
        }
        out.flush();
        return badNodes == 0;
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Without control characters: a terminal obeys them, and names of files come from the node. */
    private void line(String text) {
        out.println(text.replaceAll("[\\p{Cntrl}&&[^\\n]]", "?"));
    }
}
