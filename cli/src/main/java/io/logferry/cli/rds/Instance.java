package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

public record Instance(
        String id, String name, String status, String type, String version, List<Node> nodes, LogState log) {

    public record Node(String id, String name, String role, String status) {
        /** Whether the word is its id or its name. */
        boolean isCalled(String word) {
            return id.equals(word) || name.equals(word);
        }
    }

    /**
     * Whether its log can be read; the declared status does not say this.
     *
     * @param since empty, like the reason, if every log can be read
     */
    public record LogState(String status, String since, Optional<String> reason) {
        static LogState of(JsonNode instance) {
            return new LogState(
                    instance.path("log_status").asText(""),
                    instance.path("log_unreadable_since").asText(""),
                    Optional.of(instance.path("log_unreadable_reason").asText(""))
                            .filter(text -> !text.isEmpty()));
        }

        public String words() {
            return switch (status) {
                case "READABLE" -> "readable";
                case "PARTLY" -> "partly readable";
                case "UNREADABLE" -> "not readable";
                default -> "not known yet";
            };
        }
    }

    static Instance of(JsonNode json) {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode node : json.path("nodes")) {
            nodes.add(new Node(
                    node.path("id").asText(""),
                    node.path("name").asText(""),
                    node.path("role").asText(""),
                    node.path("status").asText("")));
        }
        JsonNode datastore = json.path("datastore");
        return new Instance(
                json.path("id").asText(""),
                json.path("name").asText(""),
                json.path("status").asText(""),
                json.path("type").asText(""),
                datastore
                        .path("complete_version")
                        .asText(datastore.path("version").asText("")),
                List.copyOf(nodes),
                LogState.of(json));
    }

    /** The node with this id or name, or the only node with this role. */
    public Optional<Node> node(String word) {
        Optional<Node> called =
                nodes.stream().filter(node -> node.isCalled(word)).findFirst();
        List<Node> inRole =
                nodes.stream().filter(node -> node.role().equals(word)).toList();
        return called.or(() -> inRole.size() == 1 ? Optional.of(inRole.getFirst()) : Optional.empty());
    }
}
