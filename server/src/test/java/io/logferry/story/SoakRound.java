package io.logferry.story;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.story.SoakWorld.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;

/** One export of each instance, all at once, while their logs grow, and one fault in the middle of them. */
final class SoakRound {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int LARGEST_LOG = 18 << 20;
    private static final int LATEST_STRIKE_MILLIS = 2500;

    private final SoakWorld world;
    private final SoakFault fault;
    private final Random random;
    private final SoakTable.Row row;

    /** @param minimum of each of the subject's logs: bytes that were there when it was asked for */
    private record Begun(Subject subject, String workflow, Map<String, Long> minimum) {}

    private record Ended(Begun begun, JsonNode answer) {}

    SoakRound(SoakWorld world, SoakFault fault, Random random, SoakTable.Row row) {
        this.world = world;
        this.fault = fault;
        this.random = random;
        this.row = row;
    }

    void run() throws IOException, InterruptedException {
        row.begin();
        for (Subject subject : world.subjects()) {
            for (SoakLog log : subject.logs().values()) {
                log.begin(1 + random.nextInt(random.nextBoolean() ? LARGEST_LOG : LARGEST_LOG / 20));
            }
        }
        List<Begun> begun = new ArrayList<>();
        for (Subject subject : world.subjects()) {
            Map<String, Long> minimum = new HashMap<>();
            subject.logs().forEach((node, log) -> minimum.put(node, log.size()));
            Begun one = new Begun(subject, world.begin(subject), minimum);
            row.begun(one.workflow());
            begun.add(one);
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> grow(over));
        List<Ended> ended = new ArrayList<>();
        try {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_STRIKE_MILLIS));
            fault.strike().strike(world, random);
            long mended = System.nanoTime();
            for (Begun one : begun) {
                ended.add(new Ended(one, awaitEnd(one)));
            }
            row.recovered(Duration.ofNanos(System.nanoTime() - mended));
        } finally {
            over.set(true);
            writer.join();
        }
        for (Ended one : ended) {
            judge(one);
        }
        for (RunningServer replica : world.replicas()) {
            if (!replica.process().isAlive()) {
                row.died(replica.process().failure("a replica died").getMessage());
                replica.restart();
            }
        }
    }

    private void grow(AtomicBoolean over) {
        try {
            while (!over.get()) {
                for (Subject subject : world.subjects()) {
                    for (SoakLog log : subject.logs().values()) {
                        log.append();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode awaitEnd(Begun one) {
        String body = "{\"workflow_id\":\"" + one.workflow() + "\"}";
        return await("the end of workflow " + one.workflow())
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> world.post(one.subject(), body).flatMap(SoakRound::ended), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<JsonNode> ended(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("a workflow that was begun is answered " + answer.status() + ": " + answer.body());
        }
        return Optional.of(answer.json())
                .filter(json -> !json.get("status").textValue().equals("CREATING"));
    }

    private void judge(Ended one) throws IOException, InterruptedException {
        String status = one.answer().get("status").textValue();
        if (status.equals("FINISH")) {
            row.finished();
        } else {
            String reason = world.failReason(one.begun().workflow());
            if (fault.excuse().filter(excuse -> excuse.matcher(reason).find()).isPresent()) {
                row.rightlyFailed();
            } else {
                row.failed(one.begun().workflow(), reason);
            }
        }
        for (JsonNode file : one.answer().get("list")) {
            String link = file.get("file_link").textValue();
            if (!link.isEmpty()) {
                row.stored(keyOf(link));
                judge(one.begun(), link, file);
            }
        }
    }

    private void judge(Begun begun, String link, JsonNode file) throws IOException, InterruptedException {
        HttpResponse<InputStream> download =
                Api.HTTP.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofInputStream());
        if (download.statusCode() != 200) {
            row.verdict(SoakLog.Verdict.LOST, "%s answered %d".formatted(keyOf(link), download.statusCode()));
            return;
        }
        boolean packed = file.get("file_name").textValue().endsWith(".gz");
        try (InputStream content = packed ? new GZIPInputStream(download.body()) : download.body()) {
            String node = file.get("node_name").textValue();
            SoakLog log = begun.subject().logs().get(node);
            row.verdict(log.judge(content, begun.minimum().get(node)), keyOf(link));
        }
    }

    /** Without the bucket. */
    private static String keyOf(String link) {
        return URI.create(link).getPath().replaceFirst("^/logferry/", "");
    }
}
