package io.logferry.workflow.search;

import io.logferry.instance.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one node gave.
 *
 * @param searchedFrom its log was looked at completely from then on alone; empty: in the whole range
 * @param unrecognisedBytes bytes looked at in which no record, or with a level not its severity, could be recognised
 * @param doubt why nobody knows whether there is a log that can be read, as a sentence for the caller; there are no entries then
 * @param problem why its log can't be read, as a sentence for the caller
 */
record NodeSearch(
        Node node,
        List<ErrorLogEntry> entries,
        Optional<Instant> searchedFrom,
        long unrecognisedBytes,
        Optional<String> doubt,
        Optional<String> problem) {
    static NodeSearch failed(Node node, String problem) {
        return new NodeSearch(node, List.of(), Optional.empty(), 0, Optional.empty(), Optional.of(problem));
    }
}
