package io.logferry.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.embedded.PasswordFile;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleInstanceTest {
    private static final PostgresBinaries BINARIES =
            PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(Path.of(System.getProperty("java.io.tmpdir"))));

    @TempDir
    private static Path folder;

    private static SampleInstance sample;

    @BeforeAll
    static void start() {
        sample = SampleInstance.start(BINARIES, folder);
        sample.awaitFirstErrors();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_log_has_records_of_every_mishap(Mishap mishap) throws Exception {
        assertThat(log()).contains(trace(mishap));
    }

    @Test
    void records_of_many_lines_have_their_detail_and_context() throws Exception {
        assertThat(log())
                .contains("\n\tReason given: too small\n")
                .contains("HINT:  Ask the customer to return it first.")
                .contains("CONTEXT:  PL/pgSQL function refund(integer,text) line 3 at RAISE")
                .contains("STATEMENT:  SELECT c.id,\n\t       c.phone\n\t  FROM customer c\n\t WHERE c.id = 1");
    }

    @Test
    void no_password_gets_into_the_log() throws Exception {
        ReaderLogin.make(sample.server(), PasswordFile.random());
        String log = log();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".password")).toList()) {
                assertThat(log).doesNotContain(PasswordFile.readOrCreate(file).value());
            }
        }
        assertThat(log).doesNotContainIgnoringCase("alter role").doesNotContainIgnoringCase("alter user");
    }

    @Test
    void the_reader_can_read_only_the_log_and_only_by_the_granted_functions() throws Exception {
        Secret password = PasswordFile.random();
        ReaderLogin.make(sample.server(), password);
        String name = asReader("postgres", password, "SELECT name FROM logferry.list_log_files() WHERE is_current");
        assertThat(asReader("postgres", password, "SELECT logferry.read_log_file('" + name + "', 0, 100)"))
                .startsWith("\\x");
        for (String forbidden : List.of(
                "SELECT pg_read_binary_file('PG_VERSION')", "SELECT logferry.read_log_file('PG_VERSION', 0, 1)")) {
            assertThatThrownBy(() -> asReader("postgres", password, forbidden))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        assertThatThrownBy(() -> asReader("shop", password, "SELECT email FROM customer"))
                .hasMessageContaining("permission denied");
    }

    private static String trace(Mishap mishap) {
        return switch (mishap) {
            case SYNTAX -> "shop@shop ERROR:  syntax error at or near \"SELEC\"";
            case MISSING_TABLE -> "ERROR:  relation \"custmer\" does not exist";
            case MISSING_COLUMN -> "ERROR:  column c.phone does not exist";
            case DUPLICATE -> "ERROR:  duplicate key value violates unique constraint";
            case ORPHAN -> "ERROR:  insert or update on table \"purchase\" violates foreign key constraint";
            case NEGATIVE_AMOUNT -> "ERROR:  new row for relation \"purchase\" violates check constraint";
            case DIVISION_BY_ZERO -> "ERROR:  division by zero";
            case NOT_A_NUMBER -> "ERROR:  invalid input syntax for type integer: \"a dozen\"";
            case NOT_ALLOWED -> "ERROR:  permission denied for table purchase";
            case REFUSED_REFUND -> "ERROR:  purchase 1 can't be refunded";
            case TIMEOUT -> "ERROR:  canceling statement due to statement timeout";
            case WARNING -> "WARNING:  article 7 is running out";
            case SLOW -> "/* the monthly report */";
            case WRONG_PASSWORD -> "FATAL:  password authentication failed for user \"shop\"";
            case DEADLOCK -> "ERROR:  deadlock detected";
        };
    }

    private static String log() throws IOException {
        try (Stream<Path> files = Files.list(sample.logDirectory())) {
            return files.map(SampleInstanceTest::content).collect(Collectors.joining());
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String asReader(String database, Secret password, String query) throws SQLException {
        try (Connection connection = sample.server()
                        .dataSource(database, ReaderLogin.NAME, password)
                        .getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
