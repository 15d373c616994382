package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is missing in an answer of the error-log query.
 *
 * @param unreadNodes why the log of a node was not read, by its name
 * @param truncated whether part of the time range was not searched
 * @param searchedFrom if truncated: everything from this time on was searched
 * @param unrecognisedBytes bytes that were not recognised as records, or as records of a known severity
 */
public record Gaps(
        Map<String, String> unreadNodes, boolean truncated, Optional<Instant> searchedFrom, long unrecognisedBytes) {

    public static final Gaps NONE = new Gaps(Map.of(), false, Optional.empty(), 0);

    static Gaps of(JsonNode answer) {
        Map<String, String> unread = new TreeMap<>();
        answer.path("unread_nodes")
                .forEach(node -> unread.put(
                        node.path("node_name").asText(""), node.path("reason").asText("")));
        JsonNode from = answer.path("searched_from");
        return new Gaps(
                unread,
                answer.path("truncated").asBoolean(false),
                from.isNumber() ? Optional.of(Instant.ofEpochMilli(from.asLong())) : Optional.empty(),
                answer.path("unrecognised_bytes").asLong(0));
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** What is missing in at least one of two answers about the same range. */
    public Gaps and(Gaps other) {
        Map<String, String> unread = new TreeMap<>(unreadNodes);
        unread.putAll(other.unreadNodes);
        boolean aTimeIsUnknown = truncated && searchedFrom.isEmpty() || other.truncated && other.searchedFrom.isEmpty();
        return new Gaps(
                unread,
                truncated || other.truncated,
                aTimeIsUnknown
                        ? Optional.empty()
                        : Stream.of(searchedFrom, other.searchedFrom)
                                .flatMap(Optional::stream)
                                .max(Instant::compareTo),
                Math.max(unrecognisedBytes, other.unrecognisedBytes));
    }

    /** Without the truncation, if everything from this time on was searched. */
    public Gaps wholeSince(Instant oldest) {
        boolean reached = searchedFrom.filter(from -> !oldest.isBefore(from)).isPresent();
        return reached ? new Gaps(unreadNodes, false, Optional.empty(), unrecognisedBytes) : this;
    }

    /** In the format of the service's answers. */
    public void writeTo(ObjectNode answer) {
        ArrayNode unread = answer.putArray("unread_nodes");
        unreadNodes.forEach(
                (name, reason) -> unread.addObject().put("node_name", name).put("reason", reason));
        answer.put("unrecognised_bytes", unrecognisedBytes);
        if (truncated) {
            answer.put("truncated", true);
            searchedFrom.ifPresent(from -> answer.put("searched_from", from.toEpochMilli()));
        }
    }
}
