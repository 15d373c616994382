package io.logferry.check;

import io.logferry.source.LogSourceException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an operator wants to know about a node before going live. Only operators may see it, because it names hosts; it has no secret.
 *
 * @param findings one for each aspect, in the order of the aspects
 */
public record NodeInspection(List<Finding> findings) {
    public NodeInspection {
        findings = List.copyOf(findings);
    }

    /** In the order of the report; most aspects need those before them. */
    public enum Aspect {
        REACHABLE("reachable"),
        LOGIN("login"),
        VERSION("version"),
        LOG_DESTINATION("log destination"),
        DIRECTORY("directory"),
        PRIVILEGES("privileges"),
        CLOCK("clock");

        private final String words;

        Aspect(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public enum Verdict {
        GOOD,
        /** The operator has to do something. */
        BAD,
        /** It could not be checked, or there is nothing to check. */
        UNKNOWN
    }

    /**
     * @param text the result; if it is bad also what to do, with a colon at the end if this is to run the commands
     * @param commands to run at the node, ready to copy
     */
    public record Finding(Aspect aspect, Verdict verdict, String text, List<String> commands) {
        public Finding {
            commands = List.copyOf(commands);
        }
    }

    /** Collects the findings about a node; the first one about an aspect stays. */
    static final class Findings {
        private final Map<Aspect, Finding> findings = new EnumMap<>(Aspect.class);

        void good(Aspect aspect, String text) {
            add(aspect, Verdict.GOOD, text, List.of());
        }

        void bad(Aspect aspect, String text) {
            bad(aspect, text, List.of());
        }

        void bad(Aspect aspect, String text, List<String> commands) {
            add(aspect, Verdict.BAD, text, commands);
        }

        void bad(Aspect aspect, LogSourceException failure) {
            bad(aspect, failure.lead(), failure.commands());
        }

        void unknown(Aspect aspect, String text) {
            add(aspect, Verdict.UNKNOWN, text, List.of());
        }

        private void add(Aspect aspect, Verdict verdict, String text, List<String> commands) {
            findings.putIfAbsent(aspect, new Finding(aspect, verdict, text, commands));
        }

        NodeInspection inspection() {
            Arrays.stream(Aspect.values()).forEach(aspect -> unknown(aspect, "not checked"));
            return new NodeInspection(List.copyOf(findings.values()));
        }
    }

    /** Whether nothing needs attention. */
    public boolean isGood() {
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.BAD);
    }
}
