package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import io.logferry.source.GrantsScript;
import io.logferry.source.LogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * grants.sql decides by the table {@code log-names} of {@code docs/what-is-in-the-file.md}, as {@link
 * io.logferry.source.listing.LogNames} does (LogNamesTest reads the same table).
 */
class LogNamesInSqlTest {
    @TempDir
    private static Path folder;

    private static LogServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LogServer.start(folder.resolve("server"), Map.of());
        server.login("reader");
        GrantsScript.run(server, "reader");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void grants_sql_lists_the_names_that_the_page_says_and_no_others() throws Exception {
        String setting = "";
        String value = "";
        for (Page.Row row : Page.FILE.table("log-names")) {
            if (!row.cell("setting").isEmpty()) {
                setting = row.cell("setting");
                value = row.code("value");
            }
            String name = row.code("file");
            boolean listed = !row.cell("taken as").equals("no")
                    // grants.sql lists these files, so that Logferry can name them as missing
                    || row.cell("why").startsWith("only gzip is unpacked");
            switch (setting) {
                case "`log_filename`" ->
                    assertThat(isTrue("'%s' ~ logferry.names_of_collector('%s')".formatted(name, value)))
                            .as("%s with log_filename %s", name, value)
                            .isEqualTo(listed);
                case "`path`" ->
                    assertThat(isListed(name, value))
                            .as("%s with path %s", name, value)
                            .isEqualTo(listed);
                case "`path` (a folder)" -> {
                    // over SQL a folder's names are a row of logferry.log_directory, which always has a pattern
                }
                default -> throw new AssertionError(setting);
            }
        }
    }

    /** Makes the file and declares its folder with the glob of the path. */
    private static boolean isListed(String name, String path) throws Exception {
        Path logs = Files.createTempDirectory(folder, "logs");
        Files.createFile(logs.resolve(name));
        server.execute("DELETE FROM logferry.log_directory");
        server.execute("INSERT INTO logferry.log_directory VALUES ('%s', '%s')"
                .formatted(logs, path.substring(path.lastIndexOf('/') + 1)));
        return isTrue("EXISTS (SELECT FROM logferry.list_log_files() WHERE name = '%s')".formatted(name));
    }

    private static boolean isTrue(String condition) throws SQLException {
        return server.query("SELECT " + condition).startsWith("t");
    }
}
