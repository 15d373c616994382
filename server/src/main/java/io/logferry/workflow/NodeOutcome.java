package io.logferry.workflow;

import java.util.List;

/** How the copying of one node's log ended. */
sealed interface NodeOutcome {
    record Copied(List<String> notes) implements NodeOutcome {}

    /**
     * @param reason one sentence for the caller
     */
    record Failed(String reason) implements NodeOutcome {}
}
