package io.logferry.health;

/** Whether an instance works properly, as far as its logs are concerned. */
public sealed interface Health {
    /** The log of at least one node can be read. */
    record Working() implements Health {}

    /**
     * The log of no node can be read.
     *
     * @param reason one sentence for the caller: which node, what is wrong, what to do
     */
    record Faulty(String reason) implements Health {}
}
