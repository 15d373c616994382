package io.logferry.check;

import java.util.List;

/**
 * What an operator wants to know of a node before going live. It is told to operators only, since it names hosts; it holds no secret.
 *
 * @param findings one of each aspect, in the order of the aspects
 */
public record NodeInspection(List<Finding> findings) {
    public NodeInspection {
        findings = List.copyOf(findings);
    }

    /** In the order in which they are told; each needs those before it, or most of them. */
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
        /** Something is to be done. */
        BAD,
        /** It could not be looked at, or there is nothing to look at. */
        UNKNOWN
    }

    /**
     * @param text what is so; where it is bad also what to do, with a colon at its end where that is to run the commands
     * @param commands to run at the node, each as it can be copied
     */
    public record Finding(Aspect aspect, Verdict verdict, String text, List<String> commands) {
        public Finding {
            commands = List.copyOf(commands);
        }
    }

    /** Is there nothing to be done? */
    public boolean isGood() {
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.BAD);
    }
}
