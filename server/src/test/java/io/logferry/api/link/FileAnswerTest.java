package io.logferry.api.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.store.local.LocalStore.LocalFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileAnswerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_file_that_is_removed_between_finding_and_opening_is_not_found() throws Exception {
        LocalFile removed = new LocalFile(Path.of("/nonexistent/file"), 10, Instant.EPOCH, "version");
        LinkMetrics metrics = new LinkMetrics(new SimpleMeterRegistry());
        Router router = Router.router(vertx);
        router.get()
                .handler(context ->
                        new FileAnswer(context, new Refusals(metrics), metrics).send(removed, "no-cache,no-store"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/x");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address).header("Range", "bytes=2-5").build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("<Code>NoSuchKey</Code>");
            assertThat(answer.headers().map()).doesNotContainKeys("etag", "content-range", "content-disposition");
        }
    }
}
