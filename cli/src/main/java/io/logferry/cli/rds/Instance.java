package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

public record Instance(String id, String name, String status, String type, String version, List<Node> nodes) {

    public record Node(String id, String name, String role, String status) {
        /** Its id, its name, or its role where no other node has that. */
        boolean isCalled(String word) {
            return id.equals(word) || name.equals(word);
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
                List.copyOf(nodes));
    }

    /** The node of this id or name, or the only one in this role. */
    public Optional<Node> node(String word) {
        Optional<Node> called =
                nodes.stream().filter(node -> node.isCalled(word)).findFirst();
        List<Node> inRole =
                nodes.stream().filter(node -> node.role().equals(word)).toList();
        return called.or(() -> inRole.size() == 1 ? Optional.of(inRole.getFirst()) : Optional.empty());
    }
}
