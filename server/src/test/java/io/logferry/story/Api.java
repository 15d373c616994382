package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A caller with a token, over plain HTTP. Whatever is asked, an answer without a request id is a failure. */
final class Api {
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** On a machine with much else to do; an object store says nothing while it makes a file of parts. */
    private static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(5);

    private final Supplier<URI> endpoint;
    private final ProjectId project;
    private final Optional<String> token;

    private Api(Supplier<URI> endpoint, ProjectId project, Optional<String> token) {
        this.endpoint = endpoint;
        this.project = project;
        this.token = token;
    }

    /** The fleet's reader, in the fleet's project. */
    static Api of(RunningServer server, Fleet fleet) {
        return new Api(server::endpoint, fleet.project(), Optional.empty()).as(Fleet.USER, Fleet.PROJECT_NAME);
    }

    /** In that project, with a token that the service hasn't issued. */
    static Api of(RunningServer server, ProjectId project, String token) {
        return new Api(server::endpoint, project, Optional.of(Transcript.token(token)));
    }

    /** The same project in the path, with a token of this user for the project of that name. */
    Api as(String user, String projectName) {
        return withToken(logIn(user, "{\"project\":{\"name\":\"%s\"}}".formatted(projectName)));
    }

    /** A token that is of no project. */
    Api unscoped() {
        return withToken(logIn(Fleet.USER, "\"unscoped\""));
    }

    Api withToken(String other) {
        return new Api(endpoint, project, Optional.of(other));
    }

    Api withoutToken() {
        return new Api(endpoint, project, Optional.empty());
    }

    /** The same with another replica. */
    Api on(RunningServer other) {
        return new Api(other::endpoint, project, token);
    }

    /** The same by way of that address. */
    Api through(URI address) {
        return new Api(() -> address, project, token);
    }

    /** Another project in the path. */
    Api at(ProjectId other) {
        return new Api(endpoint, other, token);
    }

    URI endpoint() {
        return endpoint.get();
    }

    ProjectId project() {
        return project;
    }

    String token() {
        return token.orElseThrow();
    }

    String downloadPath(Object instance) {
        return "/v3/" + project + "/instances/" + instance + "/errorlog-download";
    }

    /** Without a body, as the page has it. */
    Answer download(InstanceId instance) {
        return download(instance, BodyPublishers.noBody());
    }

    Answer download(InstanceId instance, String body) {
        return download(instance, BodyPublishers.ofString(body));
    }

    Answer download(InstanceId instance, BodyPublisher body) {
        return send(request(downloadPath(instance)).POST(body));
    }

    /** Asks until the workflow has ended, as long as it gets on, and returns that answer. */
    JsonNode ended(InstanceId instance) {
        return ended(instance, "{}");
    }

    JsonNode ended(InstanceId instance, String body) {
        while (true) {
            JsonNode before = download(instance, body).ok();
            if (!isCreating(before)) {
                return before;
            }
            String progress = progress(before);
            JsonNode after = await().atMost(WITHOUT_PROGRESS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> download(instance, body).ok(),
                            answer -> !isCreating(answer) || !progress(answer).equals(progress));
            if (!isCreating(after)) {
                return after;
            }
        }
    }

    private static boolean isCreating(JsonNode answer) {
        return answer.get("status").textValue().equals("CREATING");
    }

    /** What of a running export changes as it gets on: when each file's entry last did. */
    private static String progress(JsonNode answer) {
        return answer.get("list").findValuesAsText("update_at").toString();
    }

    JsonNode finished(InstanceId instance) {
        JsonNode answer = ended(instance);
        assertThat(answer.get("status").textValue()).as(answer.toString()).isEqualTo("FINISH");
        return answer;
    }

    Answer job(Object id) {
        return get("/v3/" + project + "/jobs?id=" + id);
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint.get() + path)).timeout(PATIENCE);
        token.ifPresent(value -> request.header("X-Auth-Token", value));
        return request;
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            Answer answer = Transcript.add(new Answer(response.statusCode(), response.headers(), response.body()));
            assertThat(answer.header("X-Request-Id")).as(answer.toString()).isNotBlank();
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String logIn(String user, String scope) {
        String body = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":
                  {"name":"%s","domain":{"name":"Default"},"password":"%s"}}},"scope":%s}}""".formatted(user, Fleet.PASSWORD, scope);
        Answer answer = send(withoutToken().request("/v3/auth/tokens").POST(BodyPublishers.ofString(body)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return Transcript.token(answer.header("X-Subject-Token"));
    }
}
