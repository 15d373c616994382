package io.logferry.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.embedded.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** A caller with a token, who polls until an instance's log is ready. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Service service;
    private final Fleet fleet;
    private final URI endpoint;
    private final String token;

    /** An export as the caller saw it. */
    record Seen(double seconds, String workflow, long bytes, String sha256) {}

    private Caller(Service service, Fleet fleet, URI endpoint, String token) {
        this.service = service;
        this.fleet = fleet;
        this.endpoint = endpoint;
        this.token = token;
    }

    static Caller logIn(Service service, Fleet fleet) throws IOException, InterruptedException {
        URI endpoint = service.endpoint();
        String body = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s","domain":{"name":"Default"},"password":"%s"}}},
                 "scope":{"project":{"id":"%s"}}}}""".formatted(Fleet.USER, fleet.password().value(), fleet.project());
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(endpoint.resolve("/v3/auth/tokens"))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            String token = answer.headers()
                    .firstValue("X-Subject-Token")
                    .orElseThrow(() -> new BenchException("The service gave no token: " + answer.body()));
            return new Caller(service, fleet, endpoint, token);
        }
    }

    /** The time from the POST that starts a new export to the answer with FINISH. */
    Seen export(LoggedNode node, Duration pollEvery) throws IOException, InterruptedException {
        long began = System.nanoTime();
        JsonNode answer = ask(node);
        while (answer.path("status").asText().equals("CREATING")) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new BenchException("The export of " + node.name() + " has not ended within " + PATIENCE);
            }
            Thread.sleep(pollEvery);
            answer = ask(node);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!answer.path("status").asText().equals("FINISH")) {
            throw new BenchException("The export of " + node.name() + " did not succeed: " + answer);
        }
        JsonNode file = answer.get("list").get(0);
        return new Seen(
                seconds,
                file.get("workflow_id").asText(),
                Long.parseLong(file.get("file_size").asText()),
                file.get("file_sha256").asText());
    }

    private JsonNode ask(LoggedNode node) throws IOException, InterruptedException {
        String path = "/v3/%s/instances/%s/errorlog-download".formatted(fleet.project(), node.instance());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .header("X-Auth-Token", token)
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new BenchException("The service answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    /** Removes the export's file, because the service keeps it for a day and the disk could fill up. */
    void remove(Seen export) throws IOException {
        Path store = service.home().resolve("store").resolve("logferry");
        PrivateFiles.deleteTree(store.resolve(fleet.project().value()).resolve(export.workflow()));
    }
}
