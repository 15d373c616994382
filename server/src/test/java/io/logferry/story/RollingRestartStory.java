package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.embedded.TestPostgres;
import io.logferry.source.LogServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas behind a load balancer are restarted one after the other, while callers go on asking, polling and downloading. */
class RollingRestartStory {
    private static final Logger LOG = Logger.getLogger(RollingRestartStory.class);

    /** The one that deploy/ has. */
    private static final Duration DELAY = Duration.ofSeconds(5);

    private static final int CALLERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int BYTES_PER_SECOND = 4 << 20;

    /** More than the delay and the time to finish together take: it is handed over. */
    private static final byte[] LONG = log(15 * BYTES_PER_SECOND);

    /** More than is on its way while nobody reads it. */
    private static final byte[] LARGE = log(4 * BYTES_PER_SECOND);

    private static final String SHORT = "LOG:  short\n";

    @TempDir
    private static Path folder;

    private static LogServer node;
    private static Fleet fleet;
    private static Fleet.Instance shortOne;
    private static Fleet.Instance longOne;
    private static Fleet.Instance large;
    private static RunningServer first;
    private static RunningServer second;
    private static Balancer balancer;
    private static Api caller;

    @BeforeAll
    static void start() throws Exception {
        node = LogServer.start(folder.resolve("node"), Map.of());
        fleet = new Fleet(folder);
        shortOne = instance("short", SHORT.getBytes(StandardCharsets.UTF_8));
        longOne = instance("long", LONG);
        large = instance("large", LARGE);
        balancer = new Balancer();
        TestPostgres.Database state = TestPostgres.shared().empty();
        Map<String, String> settings = new HashMap<>(fleet.write().settings());
        settings.put("logferry.database.url", state.jdbcUrl());
        settings.put("logferry.database.username", state.user());
        settings.put("logferry.database.password", state.password());
        settings.put("logferry.store.local.directory", folder.resolve("store").toString());
        settings.put("logferry.store.local.shared", "true");
        settings.put("logferry.public-url", balancer.address().toString());
        settings.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        settings.put("logferry.export.reuse-for", "PT1S");
        settings.put("quarkus.shutdown.delay", DELAY.toSeconds() + "S");
        first = RunningServer.on(folder.resolve("first"), settings);
        second = RunningServer.on(folder.resolve("second"), settings);
        caller = Api.of(first, fleet).through(balancer.address());
        balancer.add(first);
        balancer.add(second);
        await().atMost(PATIENCE).until(() -> balancer.isReady(first) && balancer.isReady(second));
    }

    @AfterAll
    static void stop() throws IOException {
        balancer.close();
        second.process().terminate(DELAY);
        first.process().terminate(DELAY);
        second.close();
        first.close();
        node.close();
    }

    private static byte[] log(int length) {
        return "LOG:  a line of the log, all like each other\n"
                .repeat(length / 45)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Fleet.Instance instance(String name, byte[] log) throws IOException {
        Path logs = Files.createDirectory(folder.resolve(name));
        Files.write(logs.resolve("postgresql.log"), log);
        return fleet.add(Fleet.Instance.of(
                name, Fleet.Node.sql("master", node.postgres()).withLogIn(logs)));
    }

    @Test
    void during_a_rolling_restart_no_request_fails_and_running_exports_finish() throws Exception {
        String largeLink = linkOf(caller.finished(large.id()));
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicInteger rounds = new AtomicInteger();
        List<Future<?>> traffic = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < CALLERS; i++) {
                traffic.add(threads.submit(() -> callAgainAndAgain(goOn, rounds)));
            }
            try {
                String workflow = workflowOf(caller.download(longOne.id()).ok());
                await().atMost(PATIENCE).until(() -> runs(first, workflow) || runs(second, workflow));
                RunningServer busy = runs(first, workflow) ? first : second;

                String lastWords = restart(busy, largeLink);
                assertThat(lastWords).contains("workflow " + workflow + " is handed over");
                JsonNode answer = caller.finished(longOne.id());
                assertThat(workflowOf(answer)).isEqualTo(workflow);
                assertThat(Links.bytes(linkOf(answer))).isEqualTo(LONG);

                restart(busy == first ? second : first, largeLink);
            } finally {
                goOn.set(false);
            }
        }
        for (Future<?> one : traffic) {
            one.get();
        }
        LOG.infof("%d rounds of asking, polling and downloading went well meanwhile", rounds.get());
        assertThat(rounds.get()).isGreaterThan(2 * CALLERS);
    }

    /**
     * With a download from it under way whose reader is slow: it is gone on with elsewhere.
     *
     * @return what it said until its end
     */
    private static String restart(RunningServer replica, String link) throws Exception {
        String there = link.replaceFirst("http://[^/]+", replica.endpoint().toString());
        HttpResponse<InputStream> download =
                Api.HTTP.send(HttpRequest.newBuilder(URI.create(there)).build(), BodyHandlers.ofInputStream());
        byte[] begun = download.body().readNBytes(1000);
        long told = System.nanoTime();
        try (ExecutorService terminating = Executors.newSingleThreadExecutor()) {
            Future<Integer> exitCode = terminating.submit(() -> replica.terminate(DELAY));
            await().pollInterval(Duration.ofMillis(50)).until(() -> Balancer.statusOf(replica) == 503);

            // it still answers whoever hasn't noticed, and tells them to connect anew
            Answer late = caller.on(replica).get("/v3/" + fleet.project() + "/instances");
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.header("Connection")).isEqualTo("close");

            assertThat(exitCode.get()).isIn(0, 143);
        }
        LOG.infof("a replica was gone %.1f s after SIGTERM", (System.nanoTime() - told) / 1e9);
        download.body().close();
        HttpResponse<byte[]> rest = Links.get(
                link,
                "Range",
                "bytes=" + begun.length + "-",
                "If-Range",
                download.headers().firstValue("ETag").orElseThrow());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(begun).isEqualTo(Arrays.copyOf(LARGE, begun.length));
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(LARGE, begun.length, LARGE.length));

        String lastWords = replica.process().output();
        assertThat(lastWords).doesNotContain("not everything could be stopped");
        replica.restart();
        await().atMost(PATIENCE).until(() -> balancer.isReady(replica));
        return lastWords;
    }

    private static boolean runs(RunningServer server, String workflow) {
        return server.process()
                .output()
                .lines()
                .anyMatch(line -> line.contains("exporting instance") && line.contains(workflow));
    }

    /** One caller with one connection, as long as the service leaves it open. */
    private static void callAgainAndAgain(AtomicBoolean goOn, AtomicInteger rounds) {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (goOn.get()) {
                JsonNode begun = ask(http);
                JsonNode answer = begun;
                while (answer.get("status").textValue().equals("CREATING")) {
                    ok(send(http, caller.request("/v3/" + fleet.project() + "/jobs?id=" + workflowOf(begun))));
                    answer = ask(http);
                }
                assertThat(answer.get("status").textValue())
                        .as(answer.toString())
                        .isEqualTo("FINISH");
                HttpResponse<String> file = send(http, HttpRequest.newBuilder(URI.create(linkOf(answer))));
                assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
                assertThat(file.body()).isEqualTo(SHORT);
                rounds.incrementAndGet();
            }
        }
    }

    private static JsonNode ask(HttpClient http) {
        return ok(send(http, caller.request(caller.downloadPath(shortOne.id())).POST(BodyPublishers.noBody())));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        return new Answer(answer.statusCode(), answer.headers(), answer.body()).ok();
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("a request failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String workflowOf(JsonNode answer) {
        return answer.get("list").get(0).get("workflow_id").textValue();
    }

    private static String linkOf(JsonNode answer) {
        return answer.get("list").get(0).get("file_link").textValue();
    }
}
