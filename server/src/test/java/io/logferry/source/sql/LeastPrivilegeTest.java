package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.record.LogFormat;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.Ages;
import io.logferry.source.GrantsScript;
import io.logferry.source.HostileLog;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.OneServer;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A login that was granted the two functions of grants.sql reads the log, and nothing but the log. */
class LeastPrivilegeTest extends OneServer {
    private static Secret password;

    @BeforeAll
    static void start() throws Exception {
        startServer(Map.of("log_destination", "csvlog, stderr"));
        password = server.login("reader");
        GrantsScript.run(server, "reader");
    }

    @AfterEach
    void forget_folders() throws Exception {
        server.execute("DELETE FROM logferry.log_directory");
    }

    @Test
    void it_reads_every_file_completely_and_in_order() throws Exception {
        byte[] hostile = HostileLog.bytes();
        Path first = server.older("postgresql-2026-01-01_000000.log", hostile, 400);
        Path packed = server.older("postgresql-2026-01-02_000000.log.1", "x\n".getBytes(StandardCharsets.UTF_8), 300);
        server.settle("stderr");

        // The collector writes later, so lines that other tests caused may arrive during the copy.
        String before = writtenSince(packed);
        LogSource.Reading reading = source.copyTo(reader(Optional.empty()), sink);
        String after = writtenSince(packed);

        String older = new String(hostile, StandardCharsets.ISO_8859_1) + "x\n";
        String copied = new String(sink.bytes(), StandardCharsets.ISO_8859_1);
        assertThat(copied).startsWith(older + before.substring(0, before.lastIndexOf('\n') + 1));
        assertThat(older + after).startsWith(copied);
        assertThat(reading.format()).isEqualTo(LogFormat.STDERR);
        Files.delete(first);
        Files.delete(packed);
    }

    /** What the collector has written so far: several files if another test moved its folder for a while. */
    private static String writtenSince(Path older) throws IOException {
        try (Stream<Path> files = Files.list(server.logFolder())) {
            StringBuilder written = new StringBuilder();
            for (Path file : files.filter(
                            one -> one.compareTo(older) > 0 && one.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                written.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return written.toString();
        }
    }

    @Test
    void the_script_may_be_run_again_and_keeps_the_folders() throws Exception {
        server.execute("INSERT INTO logferry.log_directory (path) VALUES ('/somewhere')");
        GrantsScript.run(server, "reader");
        assertThat(server.query("SELECT path || name_pattern FROM logferry.log_directory"))
                .isEqualTo("/somewhere*.log*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".3", ".3.gz", "-20260103", "-2026010304.gz", "-20260103-1767398400", "-20260103-1767398400.gz"})
    void rotated_files_of_a_collector_are_listed_and_read(String suffix) throws Exception {
        String name = "postgresql-2026-01-03_000000.log" + suffix;
        Path rotated = server.older(name, "x\n".getBytes(StandardCharsets.UTF_8), 200);
        try {
            assertThat(server.query("SELECT size FROM logferry.list_log_files() WHERE name = '" + name + "'"))
                    .isEqualTo("2");
            readFile(name);
        } finally {
            Files.delete(rotated);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".1.xz", "-20260103.bz2", ".zst", "-20260103-1767398400.lz4", ".2.Z"})
    void a_note_names_files_that_another_program_than_gzip_packed(String suffix) throws Exception {
        String name = "postgresql-2026-01-03_000000.log" + suffix;
        Path rotated = server.older(name, "x\n".getBytes(StandardCharsets.UTF_8), 200);
        try {
            LogSource.Reading reading = source.copyTo(reader(Optional.empty()), sink);
            assertThat(reading.notes())
                    .contains("node orders_node0: " + name + " is missing, because Logferry can unpack only"
                            + " gzip: configure logrotate to use gzip there");
        } finally {
            Files.delete(rotated);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PG_VERSION",
                "../postgresql.conf",
                "../PG_VERSION",
                "/etc/passwd",
                "./postgresql-2026-01-01_000000.log",
                "..",
                ".",
                "",
                ".postgresql-2026-01-01_000000.log",
                "postgresql-2026-01-01_000000.log/../../PG_VERSION",
                "postgresql-2026-01-01_000000.log\n",
                "postgresql.conf",
                "current_logfiles",
                "%",
            })
    void anything_that_is_not_a_log_file_is_refused(String name) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> readFile(name))
                .satisfies(refused -> assertThat(refused.getSQLState()).isIn("22023", "42501"));
    }

    @Test
    void the_data_directory_can_not_be_read_even_if_it_contains_the_log() throws Exception {
        server.execute("ALTER SYSTEM SET log_directory = '.'");
        server.execute("SELECT pg_reload_conf()");
        try {
            await().until(() -> server.written("stderr").getParent().endsWith("."));
            for (String name :
                    new String[] {"PG_VERSION", "postgresql.conf", "postgresql.auto.conf", "postmaster.pid"}) {
                assertThat(Files.exists(server.postgres().dataDirectory().resolve(name)))
                        .isTrue();
                anything_that_is_not_a_log_file_is_refused(name);
            }
            server.settle("stderr");
            source.copyTo(reader(Optional.empty()), sink);
            assertThat(sink.bytes()).isEqualTo(Files.readAllBytes(server.written("stderr")));
        } finally {
            server.execute("ALTER SYSTEM RESET log_directory");
            server.execute("SELECT pg_reload_conf()");
            await().until(() -> server.written("stderr").getParent().endsWith("log"));
        }
    }

    @Test
    void the_functions_list_only_names_that_match_the_pattern_of_the_row() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("postgresql-15-main.log"), "now\n");
        Files.writeString(other.resolve("postgresql-15-main.log.1"), "before\n");
        Files.writeString(other.resolve("postgresql-16-main.log"), "another\n");
        Ages.set(other.resolve("postgresql-15-main.log.1"), 1000);
        server.execute("INSERT INTO logferry.log_directory VALUES ('" + other + "', 'postgresql-15-main.log*')");

        source.copyTo(reader(Optional.of(other + "/postgresql-15-main.log*")), sink);
        assertThat(sink.bytes()).asString().isEqualTo("before\nnow\n");
        source.copyTo(reader(Optional.of(other + "/*")), sink);
        assertThat(sink.bytes()).asString().isEqualTo("before\nnow\n");
        source.copyTo(reader(Optional.of(other.toString())), sink);
        assertThat(sink.bytes()).asString().isEqualTo("now\n");
        source.copyTo(reader(Optional.of(other + "/postgresql-15-main.log.1")), sink);
        assertThat(sink.bytes()).asString().isEqualTo("before\n");
        anything_that_is_not_a_log_file_is_refused("postgresql-16-main.log");
    }

    @Test
    void rows_of_the_table_that_hide_the_collector_s_folder_are_not_an_empty_log() throws Exception {
        server.execute("INSERT INTO logferry.log_directory (path) VALUES ('" + folder + "/nowhere')");
        LogSourceException hidden = failure(reader(Optional.empty()));
        assertThat(hidden.fault()).isEqualTo(Fault.NO_LOG);
        assertThat(hidden).hasMessageContaining("run there DELETE FROM logferry.log_directory");
        Path other = Files.createDirectory(folder.resolve("others"));
        Files.writeString(other.resolve("another.log"), "another's\n");
        server.execute("UPDATE logferry.log_directory SET path = '" + other + "'");
        assertThat(failure(reader(Optional.empty()))).hasMessage(hidden.getMessage());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/io/logferry/instance/globs.csv", delimiter = ';')
    void a_pattern_in_the_table_matches_like_a_path_in_the_inventory(String glob, String name, boolean matches)
            throws Exception {
        String literals = "'" + name + "', '" + glob + "'";
        assertThat(server.query("SELECT logferry.matches_glob(" + literals + ")"))
                .isEqualTo(matches ? "t" : "f");
        assertThat(server.query("SELECT n ~ logferry.names_of_glob(g) FROM (VALUES (" + literals + ")) v (n, g)"))
                .isEqualTo(matches ? "t" : "f");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/io/logferry/instance/no-globs.csv", delimiter = ';')
    void a_pattern_that_is_not_a_glob_can_not_be_written_into_the_table(String glob, String problem) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> server.execute("INSERT INTO logferry.log_directory VALUES ('/x', '" + glob + "')"))
                .withMessageContaining("is no glob: it " + problem);
    }

    @Test
    void braces_in_the_table_and_in_the_path_name_several_logs() throws Exception {
        Path other = Files.createDirectory(folder.resolve("braces"));
        for (String name : List.of("postgresql-15-main.log", "postgresql-16-main.log", "postgresql-17-main.log")) {
            Files.writeString(other.resolve(name), name + "\n");
        }
        String braces = "postgresql-{15,16}-main.log";
        source.copyTo(server.superuserNode(Optional.of(other + "/" + braces)), sink);
        assertThat(sink.files()).containsExactly("postgresql-15-main.log", "postgresql-16-main.log");
        server.execute("INSERT INTO logferry.log_directory VALUES ('" + other + "', '" + braces + "')");
        source.copyTo(reader(Optional.of(other + "/" + braces)), sink);
        assertThat(sink.files()).containsExactly("postgresql-15-main.log", "postgresql-16-main.log");
        assertThat(failure(reader(Optional.of(other + "/*-1[!5-6]-*"))).fault()).isEqualTo(Fault.NO_LOG);
        anything_that_is_not_a_log_file_is_refused("postgresql-17-main.log");
    }

    @Test
    void a_percent_sign_in_a_pattern_matches_itself() throws Exception {
        Path other = Files.createDirectory(folder.resolve("percent"));
        Files.writeString(other.resolve("100%.log"), "now\n");
        Files.writeString(other.resolve("100 secrets.log"), "another's\n");
        server.execute("INSERT INTO logferry.log_directory VALUES ('" + other + "', '100%.log')");
        source.copyTo(reader(Optional.of(other.toString())), sink);
        assertThat(sink.bytes()).asString().isEqualTo("now\n");
        anything_that_is_not_a_log_file_is_refused("100 secrets.log");
    }

    @Test
    void the_file_being_written_is_recognised_in_a_folder_with_another_path() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), server.logFolder());
        server.execute("INSERT INTO logferry.log_directory VALUES ('" + link + "', '*.log')");
        server.settle("stderr");
        LogCopy.Observer write = (moment, file) -> {
            if (moment == LogCopy.Moment.FILE_READ) {
                try {
                    server.say("meanwhile");
                    server.settle("stderr");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        new NodeLogSource(LogSource.Limits.NONE, InstantSource.system(), Pause.SLEEP, write)
                .copyTo(reader(Optional.of(link.toString())), sink);
        assertThat(sink.beginnings()).isEqualTo(1);
    }

    @Test
    void a_path_that_the_table_does_not_allow_is_refused_with_the_statement_that_allows_it() {
        LogSourceException refused = failure(reader(Optional.of("/etc/pass*")));
        assertThat(refused.fault()).isEqualTo(Fault.NOT_PERMITTED);
        assertThat(refused)
                .hasMessage("node orders_node0 doesn't show /etc/pass*: correct the path of its log in the inventory,"
                        + " or, where it is right, run there INSERT INTO logferry.log_directory (path, name_pattern)"
                        + " VALUES ('/etc', 'pass*')");
    }

    @Test
    void the_message_has_the_grants_for_a_login_that_may_not_call_the_functions() throws Exception {
        Secret stranger = server.login("stranger");
        LogSourceException refused = failure(server.node("stranger", stranger, Optional.empty()));
        assertThat(refused.fault()).isEqualTo(Fault.NOT_PERMITTED);
        assertThat(refused)
                .hasMessage("node orders_node0 doesn't let the login read its log: run there, in the database postgres:"
                        + " GRANT USAGE ON SCHEMA logferry TO stranger; GRANT EXECUTE ON FUNCTION"
                        + " logferry.list_log_files(), logferry.read_log_file(text, bigint, bigint) TO stranger");
        assertThat(refused.sentence().lines())
                .containsExactly(
                        "Node orders_node0 doesn't let the login read its log: run there, in the database postgres:",
                        "GRANT USAGE ON SCHEMA logferry TO stranger;",
                        "GRANT EXECUTE ON FUNCTION logferry.list_log_files(),"
                                + " logferry.read_log_file(text, bigint, bigint) TO stranger;");
        String read = "SELECT logferry.read_log_file('postgresql-2026-01-01_000000.log', 0, 1)";
        assertRefused("stranger", stranger, read);
        server.execute("GRANT USAGE ON SCHEMA logferry TO stranger");
        assertRefused("stranger", stranger, read);
        assertRefused("stranger", stranger, "SELECT * FROM logferry.list_log_files()");
        assertRefused("stranger", stranger, "SELECT logferry.names_of_collector('x')");
    }

    @Test
    void default_privileges_for_new_functions_do_not_open_the_log() throws Exception {
        server.login("bystander");
        server.login("second");
        server.execute("DROP SCHEMA logferry CASCADE");
        String defaults = "ALTER DEFAULT PRIVILEGES GRANT ALL ON %s TO bystander, PUBLIC";
        String reset = "ALTER DEFAULT PRIVILEGES REVOKE ALL ON %s FROM bystander, PUBLIC";
        for (String kind : List.of("SCHEMAS", "TABLES", "FUNCTIONS")) {
            server.execute(defaults.formatted(kind));
        }
        try {
            GrantsScript.run(server, "reader");
            assertThat(server.query(rights("bystander"))).isEqualTo("");
            assertThat(server.query(rights("reader"))).isEqualTo("list_log_files,read_log_file,schema");
        } finally {
            for (String kind : List.of("SCHEMAS", "TABLES", "FUNCTIONS")) {
                server.execute(reset.formatted(kind));
            }
            server.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC");
            GrantsScript.run(server, "reader");
        }
        GrantsScript.run(server, "second");
        assertThat(server.query(rights("reader")))
                .as("after the script was run for another login")
                .isEqualTo(server.query(rights("second")))
                .isEqualTo("list_log_files,read_log_file,schema");
    }

    /** What the role may use in the schema. */
    private static String rights(String role) {
        return """
                SELECT coalesce(string_agg(what, ',' ORDER BY what), '') FROM (
                  SELECT p.proname::text FROM pg_proc p
                  WHERE p.pronamespace = 'logferry'::regnamespace AND has_function_privilege('ROLE', p.oid, 'EXECUTE')
                  UNION ALL SELECT 'table' WHERE has_table_privilege('ROLE', 'logferry.log_directory',
                    'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                  UNION ALL SELECT 'schema' WHERE has_schema_privilege('ROLE', 'logferry', 'USAGE, CREATE')) r (what)""".replace("ROLE", role);
    }

    @Test
    void the_login_can_do_nothing_else() {
        for (String sql : new String[] {
            "SELECT pg_read_binary_file('PG_VERSION', 0, 1, true)",
            "SELECT * FROM pg_ls_logdir()",
            "SELECT pg_current_logfile('stderr')",
            "SELECT * FROM logferry.log_directory",
            "INSERT INTO logferry.log_directory VALUES ('/', '*')",
            "CREATE TABLE logferry.mine (x int)",
            "CREATE OR REPLACE FUNCTION logferry.list_log_files() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        }) {
            assertRefused("reader", password, sql);
        }
    }

    @Test
    void the_script_does_not_use_objects_that_somebody_else_made_in_the_schema() throws Exception {
        server.login("squatter");
        server.execute("ALTER TABLE logferry.log_directory OWNER TO squatter");
        try {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> GrantsScript.run(server, "reader"))
                    .withMessageContaining("no superuser has made things in the schema logferry");
        } finally {
            server.execute("ALTER TABLE logferry.log_directory OWNER TO postgres");
        }
    }

    private static Node reader(Optional<String> path) {
        return server.node("reader", password, path);
    }

    private static void assertRefused(String user, Secret itsPassword, String sql) {
        assertThatExceptionOfType(SQLException.class)
                .as(sql)
                .isThrownBy(() -> query(user, itsPassword, sql))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
    }

    private static void readFile(String name) throws SQLException {
        query("reader", password, "SELECT logferry.read_log_file('" + name + "', 0, 10)");
    }

    private static void query(String user, Secret itsPassword, String sql) throws SQLException {
        try (Connection connection = server.postgres()
                        .dataSource("postgres", user, itsPassword)
                        .getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
        }
    }

    private LogSourceException failure(Node node) {
        return catchThrowableOfType(LogSourceException.class, () -> source.probe(node));
    }
}
