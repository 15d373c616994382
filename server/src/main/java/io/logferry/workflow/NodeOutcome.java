package io.logferry.workflow;

/** How the copying of one node's log ended. */
sealed interface NodeOutcome {
    record Copied() implements NodeOutcome {}

    /**
     * @param reason one sentence for the caller
     */
    record Failed(String reason) implements NodeOutcome {}
}
