package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.source.LogServer;
import io.logferry.source.PostgresVersion;
import io.logferry.source.ProvokedRecords;
import io.logferry.source.ReplicatedServers;
import io.logferry.source.ReplicatedServers.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job, with a primary and its standby of each supported PostgreSQL, and a login that may read logs and nothing else. */
class VersionsStory {
    private static final DateTimeFormatter QUERY = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ");

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static RunningServer server;
    private static Api caller;

    static List<PostgresVersion> versions() throws IOException {
        return PostgresVersion.all();
    }

    @BeforeAll
    static void start() {
        fleet = new Fleet(folder).write();
        server = RunningServer.on(folder.resolve("home"), fleet.settings());
        caller = Api.of(server, fleet);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void the_logs_of_every_version_are_exact_and_their_records_readable(PostgresVersion version) throws Exception {
        try (ReplicatedServers servers = ReplicatedServers.start(
                version.binaries().get(), Files.createDirectory(folder.resolve("pg" + version.major())))) {
            OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1);
            for (Role role : Role.values()) {
                ProvokedRecords.write(servers.server(role));
                servers.server(role).settle("stderr");
            }
            Fleet.Instance instance = declare(version, servers);

            JsonNode files = caller.finished(instance.id()).get("list");
            assertIsTheLog(files.get(0), servers.server(Role.PRIMARY));
            assertIsTheLog(files.get(1), servers.server(Role.STANDBY));
            assertErrorsOfBoth(instance, before);
        }
    }

    private static Fleet.Instance declare(PostgresVersion version, ReplicatedServers servers) {
        Fleet.Instance instance = fleet.add(Fleet.Instance.of(
                "pg" + version.major(), node("master", servers, Role.PRIMARY), node("slave", servers, Role.STANDBY)));
        fleet.write();
        await().until(() -> caller.get("/v3/" + fleet.project() + "/instances?id=" + instance.id())
                        .ok()
                        .get("total_count")
                        .intValue()
                == 1);
        return instance;
    }

    private static Fleet.Node node(String role, ReplicatedServers servers, Role which) {
        return Fleet.Node.sql(
                role,
                servers.server(which).postgres(),
                ReplicatedServers.READER,
                servers.reader().value());
    }

    /** The file being written may have grown since. */
    private static void assertIsTheLog(JsonNode file, LogServer server) throws IOException {
        byte[] downloaded = Links.bytes(file.get("file_link").textValue());
        ProvokedRecords.assertTheirBytes(file.toString(), downloaded);
        assertThat(Links.sha256(downloaded)).isEqualTo(file.get("file_sha256").textValue());
        assertThat(Arrays.mismatch(downloaded, logOf(server)))
                .as(file.toString())
                .isIn(-1, downloaded.length);
    }

    /** Its files' names are their times, and none is as old as another. */
    private static byte[] logOf(LogServer server) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(server.logFolder())) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, all);
            }
        }
        return all.toByteArray();
    }

    private static void assertErrorsOfBoth(Fleet.Instance instance, OffsetDateTime since) {
        String path = "/v3/%s/instances/%s/errorlog?level=ERROR&start_date=%s&end_date=%s"
                .formatted(
                        fleet.project(),
                        instance.id(),
                        since.format(QUERY),
                        since.plusMinutes(10).format(QUERY));
        JsonNode entries = caller.get(path).ok().get("error_log_list");
        assertThat(entries)
                .filteredOn(
                        entry -> entry.get("content").textValue().startsWith("relation \"no\"such\" does not exist"))
                .extracting(entry -> entry.get("node_name").textValue())
                .containsExactlyInAnyOrderElementsOf(
                        instance.nodes().stream().map(instance::nodeName).toList());
    }
}
