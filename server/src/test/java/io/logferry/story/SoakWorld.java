package io.logferry.story;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.id.InstanceId;
import io.logferry.store.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The service in production shape, all of its parts real processes, every way between them through a relay that can break it: two replicas, a
 * state database, an S3 server or a folder as the store, two PostgreSQL servers whose logs are exported, and six instances.
 */
final class SoakWorld implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private static final int BYTES_PER_SECOND = 4 << 20;
    private static final Path FAKE_TIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    /** @param logs of its nodes, in the order of the answer's list */
    record Subject(InstanceId id, String body, List<SoakLog> logs) {}

    private final Path folder;
    private final Fleet fleet;
    private final List<SoakPostgres> nodes = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private final List<RunningServer> replicas = new ArrayList<>();
    private final SoakPostgres state;
    private final FaultyRelay storeRelay;
    private final String token;
    private final Path clock;
    private S3Server s3;

    static SoakWorld start(Path folder) throws IOException {
        return new SoakWorld(folder);
    }

    private SoakWorld(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.fleet = new Fleet(folder);
        this.state = SoakPostgres.start(folder.resolve("state"));
        this.s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")));
        this.storeRelay = new FaultyRelay(s3.address().getPort());
        this.clock = Files.writeString(folder.resolve("clock"), "+0");
        for (int i = 0; i < 2; i++) {
            nodes.add(SoakPostgres.start(folder.resolve("node" + i)));
        }
        addSubjects();
        fleet.write();
        for (int i = 0; i < 2; i++) {
            replicas.add(startReplica("replica" + i));
        }
        this.token = Api.of(replicas.getFirst(), fleet).token();
    }

    private void addSubjects() throws IOException {
        addSubject("small", "{}", log("small", false), 0);
        addSubject("middle", "{}", log("middle", true), 0);
        addSubject("large", "{}", log("large", false), 1);
        addSubject("packed", "{\"compression\":\"gzip\"}", log("packed", false), 1);
        SoakLog master = log("master", false);
        SoakLog standby = log("standby", true);
        subjects.add(new Subject(
                fleet.add(Fleet.Instance.of("pair", sql("master", 0, master), sql("slave", 1, standby)))
                        .id(),
                "{}",
                List.of(master, standby)));
        SoakLog directory = log("directory", true);
        subjects.add(new Subject(
                fleet.add(Fleet.Instance.of("folder", Fleet.Node.directory("master", directory.folder())))
                        .id(),
                "{}",
                List.of(directory)));
    }

    private void addSubject(String name, String body, SoakLog log, int server) {
        InstanceId id =
                fleet.add(Fleet.Instance.of(name, sql("master", server, log))).id();
        subjects.add(new Subject(id, body, List.of(log)));
    }

    private Fleet.Node sql(String role, int server, SoakLog log) {
        SoakPostgres node = nodes.get(server);
        return Fleet.Node.sql(role, node.server()).withPort(node.relay().port()).withLogIn(log.folder());
    }

    private SoakLog log(String name, boolean renames) throws IOException {
        return new SoakLog(folder.resolve("logs").resolve(name), folder.resolve("written-" + name), renames);
    }

    private RunningServer startReplica(String name) {
        Map<String, String> settings = new TreeMap<>(fleet.settings());
        settings.putAll(s3.settings());
        settings.put("logferry.store.s3.endpoint", "http://127.0.0.1:" + storeRelay.port());
        settings.put(
                "logferry.database.url",
                "jdbc:postgresql://127.0.0.1:%d/postgres"
                        .formatted(state.relay().port()));
        settings.put("logferry.database.username", "postgres");
        settings.put(
                "logferry.database.password",
                state.server().dataSource("postgres").getPassword());
        settings.put("logferry.export.max-rate", String.valueOf(BYTES_PER_SECOND));
        settings.put("logferry.export.reuse-for", "PT0S");
        settings.put("logferry.port", "0");
        settings.put("logferry.bind", "127.0.0.1");
        settings.put("logferry.home", folder.resolve(name).toString());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", RunningServer.jar()));
        return RunningServer.by(command, folder.resolve(name), clockOfOurs());
    }

    /** A clock that can be set for the replicas alone. */
    private Map<String, String> clockOfOurs() {
        Map<String, String> environment = new HashMap<>();
        environment.put("LD_PRELOAD", FAKE_TIME.toString());
        environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1");
        environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        environment.put("DONT_FAKE_MONOTONIC", "1");
        return environment;
    }

    void setClock(Duration offset) throws IOException {
        Path next = Files.writeString(folder.resolve("clock.next"), "%+d".formatted(offset.toSeconds()));
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    List<Subject> subjects() {
        return List.copyOf(subjects);
    }

    List<SoakPostgres> nodes() {
        return List.copyOf(nodes);
    }

    List<RunningServer> replicas() {
        return List.copyOf(replicas);
    }

    SoakPostgres state() {
        return state;
    }

    FaultyRelay storeRelay() {
        return storeRelay;
    }

    S3Server s3() {
        return s3;
    }

    Path inventory() {
        return folder.resolve("inventory.yaml");
    }

    Fleet fleet() {
        return fleet;
    }

    /** kill -9. */
    void killStore() {
        s3.close();
    }

    /** On the files that it had. */
    void startStore() throws IOException {
        s3 = S3Server.start(folder.resolve("s3"));
        storeRelay.retarget(s3.address().getPort());
    }

    /** Asks the replicas in turn until one answers; empty where none does within its time. */
    Optional<Answer> post(Subject subject, String body) {
        for (RunningServer replica : replicas) {
            Optional<Answer> answer = post(replica, subject, body);
            if (answer.filter(one -> one.status() != 503).isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<Answer> post(RunningServer replica, Subject subject, String body) {
        URI call = URI.create(
                replica.endpoint() + "/v3/" + fleet.project() + "/instances/" + subject.id() + "/errorlog-download");
        HttpRequest request = HttpRequest.newBuilder(call)
                .timeout(Duration.ofSeconds(8))
                .header("X-Auth-Token", token)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return Optional.of(new Answer(response.statusCode(), response.headers(), response.body()));
        } catch (IOException away) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The workflow of a new export; waits until the service takes the request. */
    String begin(Subject subject) throws IOException {
        Answer answer = await().atMost(Duration.ofMinutes(5))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> post(subject, subject.body()).filter(one -> one.status() == 200), Optional::isPresent)
                .orElseThrow();
        JsonNode list = JSON.readTree(answer.body()).get("list");
        return list.get(0).get("workflow_id").textValue();
    }

    @Override
    public void close() throws IOException {
        for (RunningServer replica : replicas) {
            replica.close();
        }
        for (SoakPostgres node : nodes) {
            node.close();
        }
        storeRelay.close();
        s3.close();
        state.close();
    }
}
