package io.logferry.story;

import static org.awaitility.Awaitility.await;

import io.logferry.id.InstanceId;
import io.logferry.store.Bucket;
import io.logferry.store.s3.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The service in production shape, all of its parts real processes, every way between them through a relay that can break it: two replicas, a
 * state database, an S3 server or a folder as the store, two PostgreSQL servers whose logs are exported, and six instances.
 */
final class SoakWorld implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private static final long DISK_BYTES = 512L << 20;
    private static final int BYTES_PER_SECOND = 4 << 20;

    enum Store {
        S3,
        FOLDER
    }

    /** @param logs of its nodes, by the nodes' names */
    record Subject(InstanceId id, String body, Map<String, SoakLog> logs) {}

    private static final Bucket BUCKET = new Bucket("logferry");
    private static final String FILLER = "filler";

    private final Path folder;
    private final Fleet fleet;
    private final List<SoakPostgres> nodes = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private final List<RunningServer> replicas = new ArrayList<>();
    private final SoakPostgres state;
    private final FaultyRelay storeRelay;
    private final String token;
    private final SoakClock clock;
    private final Set<String> workflows = new HashSet<>();
    private final Store store;
    private S3Server s3;

    static SoakWorld start(Path folder, Store store) throws IOException {
        return new SoakWorld(folder, store);
    }

    private SoakWorld(Path folder, Store store) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.store = store;
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "logferry-soak", disk().toString());
        this.fleet = new Fleet(folder);
        this.state = SoakPostgres.start(folder.resolve("state"));
        this.s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")));
        this.storeRelay = new FaultyRelay(s3.address().getPort());
        this.clock = SoakClock.in(folder);
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
        Fleet.Node masterNode = sql("master", 0, master);
        Fleet.Node standbyNode = sql("slave", 1, standby);
        Fleet.Instance pair = fleet.add(Fleet.Instance.of("pair", masterNode, standbyNode));
        subjects.add(new Subject(
                pair.id(), "{}", Map.of(pair.nodeName(masterNode), master, pair.nodeName(standbyNode), standby)));
        SoakLog directory = log("directory", true);
        addSubject("folder", "{}", directory, Fleet.Node.directory("master", Path.of(directory.glob())));
    }

    private void addSubject(String name, String body, SoakLog log, int server) {
        addSubject(name, body, log, sql("master", server, log));
    }

    private void addSubject(String name, String body, SoakLog log, Fleet.Node node) {
        Fleet.Instance instance = fleet.add(Fleet.Instance.of(name, node));
        subjects.add(new Subject(instance.id(), body, Map.of(instance.nodeName(node), log)));
    }

    private Fleet.Node sql(String role, int server, SoakLog log) {
        SoakPostgres node = nodes.get(server);
        return Fleet.Node.sql(role, node.server()).withPort(node.relay().port()).withLogIn(Path.of(log.glob()));
    }

    private SoakLog log(String name, boolean renames) throws IOException {
        return new SoakLog(folder.resolve("logs").resolve(name), folder.resolve("written-" + name), renames);
    }

    private RunningServer startReplica(String name) throws IOException {
        Map<String, String> settings = new TreeMap<>(fleet.settings());
        switch (store) {
            case S3 -> {
                settings.putAll(s3.settings());
                settings.put("logferry.store.s3.endpoint", "http://127.0.0.1:" + storeRelay.port());
            }
            case FOLDER -> {
                settings.put("logferry.store.local.directory", disk().toString());
                settings.put("logferry.store.local.shared", "true");
            }
        }
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
        return RunningServer.by(command, folder.resolve(name), clock.environment());
    }

    /** The replicas' alone. */
    SoakClock clock() {
        return clock;
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

    Path inventory() {
        return folder.resolve("inventory.yaml");
    }

    Fleet fleet() {
        return fleet;
    }

    private Path disk() throws IOException {
        return Files.createDirectories(folder.resolve("disk"));
    }

    /** That of the files, where they are in a folder. */
    void fillDisk() throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream filler = Files.newOutputStream(disk().resolve(FILLER))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            if (Files.size(disk().resolve(FILLER)) == 0) {
                throw full;
            }
        }
    }

    void emptyDisk() throws IOException {
        Files.delete(disk().resolve(FILLER));
    }

    /** The keys of what is in the store, finished or not. */
    Set<String> stored() throws IOException {
        return switch (store) {
            case S3 -> {
                Set<String> keys = new HashSet<>(s3.keys(BUCKET));
                s3.uploads(BUCKET).forEach(upload -> keys.add("upload of " + upload.key()));
                yield keys;
            }
            case FOLDER -> {
                try (Stream<Path> files = Files.walk(disk())) {
                    yield files.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("." + BUCKET + ".store-id"))
                            .map(file -> folder.resolve("disk")
                                    .resolve(BUCKET.name())
                                    .relativize(file)
                                    .toString())
                            .collect(Collectors.toSet());
                }
            }
        };
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        "failed (the soak mounts a small disk, so it needs root): " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
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

    /** Why a task failed, in its own words. */
    String failReason(String workflow) {
        return Api.of(replicas.getFirst(), fleet)
                .job(workflow)
                .ok()
                .get("job")
                .path("fail_reason")
                .asText();
    }

    /**
     * The workflow of a new export. Waits until the service takes the request, and until an earlier result holds no longer: that of a failure
     * does for 30 s.
     */
    String begin(Subject subject) {
        return await().atMost(Duration.ofMinutes(5))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> post(subject, subject.body())
                                .filter(answer -> answer.status() == 200)
                                .map(answer -> answer.json()
                                        .get("list")
                                        .get(0)
                                        .get("workflow_id")
                                        .textValue())
                                .filter(workflows::add),
                        Optional::isPresent)
                .orElseThrow();
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
        run("umount", disk().toString());
    }
}
