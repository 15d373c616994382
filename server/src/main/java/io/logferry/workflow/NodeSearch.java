package io.logferry.workflow;

import java.util.List;
import java.util.Optional;

/**
 * What one node gave.
 *
 * @param truncated its log was not searched to the range's start
 * @param problem why its log can't be read, as a sentence for the caller
 */
record NodeSearch(List<ErrorLogEntry> entries, boolean truncated, Optional<String> problem) {
    static NodeSearch failed(String problem) {
        return new NodeSearch(List.of(), false, Optional.of(problem));
    }
}
