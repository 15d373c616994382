package io.logferry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.id.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivatePostgresTest {
    private static final PostgresBinaries BINARIES =
            PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(Path.of(System.getProperty("java.io.tmpdir"))));

    private static final Secret PASSWORD = PasswordFile.random();

    @TempDir
    private Path folder;

    @Test
    void a_connection_needs_the_right_password() throws Exception {
        try (PrivatePostgres server = start(Map.of())) {
            assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "SHOW unix_socket_directories")).isEmpty();
            assertThat(query(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            for (String wrong : List.of("wrong", "")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> server.dataSource("postgres", "postgres", new Secret(wrong))
                                .getConnection());
            }
        }
    }

    @Test
    void other_users_of_the_machine_can_not_read_the_data_or_the_password() throws Exception {
        PrivateFiles.folder(folder.resolve("home"));
        PrivateFiles.write(folder.resolve("home/data.password"), "the owner's own file");
        try (PrivatePostgres server = start(Map.of())) {
            assertThat(permissions(server.dataDirectory())).isEqualTo("rwx------");
            assertThat(permissions(server.dataDirectory().getParent())).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder.resolve("home"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("data", "data.lock", "data.out", "data.password");
            }
        }
    }

    @Test
    void the_next_start_has_the_same_data_and_port() throws Exception {
        int port;
        try (PrivatePostgres server = start(Map.of())) {
            port = server.port();
            execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (PrivatePostgres server = start(Map.of("work_mem", "7MB"))) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(query(server, "SHOW work_mem")).isEqualTo("7MB");
        }
    }

    @Test
    void a_free_port_is_used_if_the_last_one_is_taken() throws Exception {
        int port;
        try (PrivatePostgres server = start(Map.of())) {
            port = server.port();
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                PrivatePostgres server = start(Map.of())) {
            assertThat(server.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void a_data_directory_in_use_is_not_used_twice() {
        try (PrivatePostgres server = start(Map.of())) {
            assertThatThrownBy(() -> start(Map.of()))
                    .isInstanceOf(PostgresStartException.class)
                    .hasMessageContaining("in use by another Logferry");
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void a_postmaster_of_a_killed_jvm_is_stopped_and_replaced() throws Exception {
        start(Map.of()).close();
        Path data = folder.resolve("home/data").toRealPath();
        Process leftOver = BINARIES.start(folder.resolve("left-over.out"), "postgres", List.of("-D", data.toString()));
        await().atMost(Duration.ofMinutes(1)).until(() -> new Postmaster(leftOver.pid(), data).isReady());

        try (PrivatePostgres server = start(Map.of())) {
            assertThat(leftOver.isAlive()).isFalse();
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void a_pid_file_with_the_pid_of_another_program_does_no_harm() throws Exception {
        start(Map.of()).close();
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(folder.resolve("home/data/postmaster.pid"), bystander.pid() + "\n");
            try (PrivatePostgres server = start(Map.of())) {
                assertThat(query(server, "SELECT 1")).isEqualTo("1");
            }
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void an_error_contains_the_output_of_postgresql() {
        assertThatThrownBy(() -> start(Map.of("no_such_parameter", "1")))
                .isInstanceOf(PostgresStartException.class)
                .hasMessageContaining("no_such_parameter");
    }

    @Test
    void close_ends_the_process_and_releases_the_directory() throws Exception {
        PrivatePostgres server = start(Map.of());
        server.close();
        server.close();
        assertThat(Postmaster.of(server.dataDirectory())).isEmpty();
        start(Map.of()).close();
    }

    private PrivatePostgres start(Map<String, String> parameters) {
        return PrivatePostgres.start(
                BINARIES,
                new PrivatePostgres.Settings(folder.resolve("home/data"), PASSWORD)
                        .withoutDurability()
                        .withParameters(parameters));
    }

    private static String query(PrivatePostgres server, String sql) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(PrivatePostgres server, String sql) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
