package io.logferry.source.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.Secret;
import io.logferry.source.CollectingSink;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.PostgresVersion;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the script with psql, as an operator does, on servers with unusual settings. */
class GrantsByPsqlTest {
    @TempDir
    private Path folder;

    private final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());

    static List<PostgresVersion> versions() throws IOException {
        return PostgresVersion.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void it_says_what_can_be_read_and_nothing_else(PostgresVersion version) throws Exception {
        try (LogServer server =
                LogServer.start(version.binaries().get(), folder, Map.of("log_filename", "postgresql-%Y_%m.log"))) {
            assertThat(psql(server, Map.of()))
                    .matches("psql:\\S+: INFO:  Logferry can read 1 log file in " + server.logFolder() + "\\.\n");
        }
    }

    /** Each may be set for the whole server, for the database, or for the role that runs the script. */
    @ParameterizedTest
    @MethodSource("versions")
    void it_works_whatever_the_settings_are(PostgresVersion version) throws Exception {
        try (LogServer server =
                LogServer.start(version.binaries().get(), folder, Map.of("log_filename", "postgresql-%Y_%m.log"))) {
            Secret reader = server.login("logferry");
            server.execute("""
                    CREATE SCHEMA odd;
                    CREATE FUNCTION odd.format(text, anyelement) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
                    CREATE FUNCTION odd.rtrim(text, text) RETURNS text LANGUAGE sql AS 'SELECT ''/nowhere''';
                    ALTER DATABASE postgres SET search_path = odd, pg_catalog;
                    ALTER DATABASE postgres SET standard_conforming_strings = off;
                    ALTER DATABASE postgres SET escape_string_warning = on;
                    ALTER DATABASE postgres SET backslash_quote = on;
                    ALTER DATABASE postgres SET default_transaction_read_only = on;
                    ALTER DATABASE postgres SET default_transaction_isolation = serializable;
                    ALTER DATABASE postgres SET check_function_bodies = off;
                    ALTER DATABASE postgres SET quote_all_identifiers = on;
                    ALTER DATABASE postgres SET client_min_messages = error""");

            String said = psql(server, Map.of("PGCLIENTENCODING", "LATIN1"));

            assertThat(said).contains("Logferry can read 1 log file in ").doesNotContain("ERROR", "WARNING");
            CollectingSink sink = new CollectingSink();
            source.copyTo(server.node("logferry", reader, Optional.empty()), sink);
            assertThat(sink.bytes()).startsWith(Files.readAllBytes(server.written("stderr")));
            server.execute("BEGIN READ WRITE; INSERT INTO logferry.log_directory SELECT '" + server.logFolder()
                    + "', 'postgresql-*.log*'; COMMIT");
            source.probe(server.node("logferry", reader, Optional.of(server.logFolder() + "/postgresql-*.log")));
        }
    }

    private static String psql(LogServer server, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "psql",
                        "-X",
                        "-f",
                        "../deploy/sql/grants.sql",
                        server.postgres().dsn())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
