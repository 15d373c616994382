package io.logferry.source.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.check.NodeInspection;
import io.logferry.check.NodeInspector;
import io.logferry.id.Secret;
import io.logferry.instance.Node;
import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import io.logferry.record.scan.FilteredLog;
import io.logferry.record.scan.RecordFilter;
import io.logferry.record.scan.SplitRecords;
import io.logferry.source.CollectingSink;
import io.logferry.source.EveryPostgres;
import io.logferry.source.GzipFiles;
import io.logferry.source.LatestInLog;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.ProvokedRecords;
import io.logferry.source.ReplicatedServers;
import io.logferry.source.ReplicatedServers.Role;
import io.logferry.source.ReplicatedServers.Way;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log of a primary and of its standby, read by the login with the least privilege, in every way and format. */
class PostgresMatrixTest extends EveryPostgres {
    private static final int FIRST_WITH_JSONLOG = 15;

    /** After how many buffers. */
    private static final int VACUUM_EVERY = 16;

    @ParameterizedTest
    @EnumSource
    void every_way_of_reading_gives_every_format_byte_for_byte(Role role) throws Exception {
        LogServer server = servers.server(role);
        for (LogFormat format : formats()) {
            servers.write(role, format);
            Instant before = Instant.now();
            ProvokedRecords.write(server);
            server.settle(format.word());
            byte[] older = makeOlderFiles(server, format);
            for (Way way : Way.values()) {
                String what = version + " " + role + " " + format + " " + way;
                Node node = servers.node(role, way, format);
                LogSource.Reading reading = source.copyTo(node, sink);
                assertThat(reading.format()).as(what).isEqualTo(format);
                assertThatTheSinkHas(what, older, Files.readAllBytes(server.written(format.word())));
                // %m has no microseconds; each record is in the file being written and in both older files
                ProvokedRecords.assertRead(what, LatestInLog.of(source, node, before.minusMillis(1)), 3);
            }
        }
    }

    /** The file being written may have grown since. */
    private void assertThatTheSinkHas(String what, byte[] older, byte[] written) throws Exception {
        byte[] bytes = sink.bytes();
        assertThat(bytes.length).as(what).isGreaterThan(older.length);
        assertThat(Arrays.mismatch(bytes, concatenated(older, written)))
                .as(what)
                .isIn(-1, bytes.length);
        ProvokedRecords.assertTheirBytes(what, Arrays.copyOfRange(bytes, older.length, bytes.length));
        LogDialect dialect = sink.dialect();
        assertThat(SplitRecords.joined(dialect, bytes)).as(what).isEqualTo(bytes);
        ProvokedRecords.assertTheErrorAlone(what, errors(dialect, bytes));
    }

    private static byte[] errors(LogDialect dialect, byte[] log) throws Exception {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        FilteredLog filtered = new FilteredLog(
                dialect,
                new RecordFilter(Optional.empty(), Optional.empty(), Optional.of(Severity.ERROR)),
                bytes -> kept.write(bytes.array(), bytes.arrayOffset(), bytes.remaining()));
        filtered.beginFile(Instant.now());
        filtered.write(ByteBuffer.wrap(log.clone()));
        filtered.finish();
        return kept.toByteArray();
    }

    private List<LogFormat> formats() {
        return Stream.of(LogFormat.values())
                .filter(format -> format != LogFormat.JSONLOG || version.major() >= FIRST_WITH_JSONLOG)
                .toList();
    }

    /** Yesterday's file, and the file of the day before as logrotate leaves it; both have today's content. */
    private static byte[] makeOlderFiles(LogServer server, LogFormat format) throws Exception {
        byte[] today = Files.readAllBytes(server.written(format.word()));
        server.older("postgresql-2026-01-01_000000" + format.suffix() + ".1.gz", GzipFiles.pack(today), 90_000);
        server.older("postgresql-2026-01-02_000000" + format.suffix(), today, 80_000);
        return concatenated(today, today);
    }

    @ParameterizedTest
    @EnumSource
    void the_check_finds_nothing_to_do(Role role) throws Exception {
        for (LogFormat format : formats()) {
            servers.write(role, format);
            for (Way way : Way.values()) {
                NodeInspection inspection =
                        new NodeInspector(InstantSource.system()).inspect(servers.node(role, way, format));
                assertThat(inspection.isGood()).as(inspection.toString()).isTrue();
                assertThat(inspection.findings())
                        .extracting(NodeInspection.Finding::text)
                        .anyMatch(text -> text.startsWith("1 " + format.word() + " file, "))
                        .anyMatch(text -> text.startsWith(version + ".")
                                && text.endsWith(", a standby") == (role == Role.STANDBY));
            }
        }
    }

    /** A standby refuses serializable transactions. */
    @Test
    void a_login_whose_transactions_are_serializable_by_default_reads_a_standby() throws Exception {
        // grants.sql changes what the server logs of this login, so it has a row of settings in any case
        String setting =
                "SELECT 1 FROM pg_db_role_setting WHERE setrole = 'reader'::regrole AND setconfig::text LIKE '%isolation%'";
        servers.primary().execute("ALTER ROLE reader SET default_transaction_isolation = 'serializable'");
        try {
            LogServer.soon().until(() -> servers.standby().query(setting) != null);
            for (Role role : Role.values()) {
                source.copyTo(servers.node(role, Way.COLLECTOR, LogFormat.STDERR), sink);
                assertThat(sink.bytes()).as(role.name()).isNotEmpty();
            }
        } finally {
            servers.primary().execute("ALTER ROLE reader RESET default_transaction_isolation");
            LogServer.soon().until(() -> servers.standby().query(setting) == null);
        }
    }

    @Test
    void a_standby_whose_recovery_cancels_the_query_repeats_the_slice() throws Exception {
        LogServer standby = servers.standby();
        Node node = servers.node(Role.STANDBY, Way.COLLECTOR, LogFormat.STDERR);
        byte[] content = new byte[64 << 20];
        new Random(version.major()).nextBytes(content);
        standby.older("postgresql-2025-01-01_000000.log", content, 200_000);
        servers.primary().execute("CREATE TABLE dead_rows (x int)");
        // the test can't control how much of a slice has been sent when the conflict occurs
        LogServer.soon().until(() -> {
            copyWhileRowsAreRemoved(node, content);
            return wasCancelled(standby);
        });
    }

    private void copyWhileRowsAreRemoved(Node node, byte[] content) throws Exception {
        AtomicInteger moments = new AtomicInteger();
        CollectingSink copied = new CollectingSink().whenWritten(file -> {
            if (moments.incrementAndGet() % VACUUM_EVERY == 0 && !wasCancelled(servers.standby())) {
                vacuum(servers.primary());
            }
        });
        source.copyTo(node, copied);
        assertThat(copied.beginnings()).isEqualTo(1);
        assertThat(Arrays.mismatch(copied.bytes(), content)).isEqualTo(content.length);
    }

    private static boolean wasCancelled(LogServer server) {
        try {
            return Files.readString(server.written("stderr"), ISO_8859_1)
                    .contains("canceling statement due to conflict with recovery");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Removes rows that the standby's query may still see; the last insert makes the standby notice at once. */
    private static void vacuum(LogServer primary) {
        try {
            primary.execute("INSERT INTO dead_rows SELECT generate_series(1, 300)");
            primary.execute("DELETE FROM dead_rows");
            primary.execute("VACUUM dead_rows");
            primary.execute("INSERT INTO dead_rows VALUES (0)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anything_that_is_not_a_log_file_and_a_login_without_the_grants_are_refused(Role role) throws Exception {
        LogServer server = servers.server(role);
        String log = server.written("stderr").getFileName().toString();
        Secret reader = servers.reader();
        for (Way way : List.of(Way.COLLECTOR, Way.PATH)) {
            servers.node(role, way, LogFormat.STDERR);
            assertThat(read(server, ReplicatedServers.READER, reader, log)).isEqualTo(10);
            assertRefused(server, ReplicatedServers.READER, reader, "PG_VERSION", "42501");
            assertRefused(server, ReplicatedServers.READER, reader, "../postgresql.conf", "22023");
            assertRefused(server, ReplicatedServers.READER, reader, server.logFolder() + "/" + log, "22023");
            assertRefused(server, ReplicatedServers.READER, reader, "/etc/passwd", "22023");
        }
        String stranger = "stranger_to_the_" + role.name().toLowerCase(Locale.ROOT);
        Secret password = servers.primary().login(stranger);
        LogServer.soon().until(() -> server.query("SELECT 1 FROM pg_roles WHERE rolname = '" + stranger + "'") != null);
        assertRefused(server, stranger, password, log, "42501");
        LogSourceException refused = catchThrowableOfType(
                LogSourceException.class, () -> source.copyTo(server.node(stranger, password, Optional.empty()), sink));
        assertThat(refused.fault()).isEqualTo(Fault.NOT_PERMITTED);
    }

    private static void assertRefused(LogServer server, String user, Secret password, String name, String state) {
        assertThatExceptionOfType(SQLException.class)
                .as(name)
                .isThrownBy(() -> read(server, user, password, name))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo(state));
    }

    /** The number of bytes, of ten wanted. */
    private static int read(LogServer server, String user, Secret password, String name) throws SQLException {
        try (Connection connection =
                        server.postgres().dataSource("postgres", user, password).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT length(logferry.read_log_file('" + name + "', 0, 10))")) {
            result.next();
            return result.getInt(1);
        }
    }
}
