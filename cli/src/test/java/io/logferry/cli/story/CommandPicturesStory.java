package io.logferry.cli.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Renews the pictures of docs/cli.md, which show the command at a terminal: {@code -Dlogferry.pictures=docs/images}. */
@EnabledIfSystemProperty(named = "logferry.pictures", matches = ".+")
class CommandPicturesStory {
    private static final int COLUMNS = 100;
    private static final int LINES_OF_OLD_LOG = 400_000;
    private static final int BYTES_PER_SECOND = 6_000_000;

    private static final Pattern HALF_WAY = Pattern.compile(" [4-9]\\d %  [^\r]* left");

    @TempDir
    private Path folder;

    @Test
    void the_pictures_show_the_terminal() throws Exception {
        Path pictures = Path.of("..").resolve(System.getProperty("logferry.pictures"));
        try (RunningService service = RunningService.start(folder.resolve("home"), Duration.ofMinutes(5));
                TroubledNetwork slow = new TroubledNetwork(service.endpoint()).slow(BYTES_PER_SECOND)) {
            writeOldLog(service.logFolder().resolve("postgresql-2026-11-01_000000.log"));
            Map<String, String> environment = new HashMap<>(service.environment());
            environment.put("LOGFERRY_ENDPOINT", slow.endpoint().toString());
            environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
            Person person = new Person(Files.createDirectory(folder.resolve("work")), environment);

            TerminalPicture work = new TerminalPicture(COLUMNS);
            type(person, work, "logferry instances");
            type(person, work, "logferry errors sample --level WARNING -n 3");
            Person.Running download = person.typesAtTerminal("logferry download sample -o sample.log");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> HALF_WAY.matcher(download.out()).find());
            prompt(work, "logferry download sample -o sample.log").show(download.out());
            work.write(pictures.resolve("cli.svg"));

            TerminalPicture results = new TerminalPicture(COLUMNS);
            assertThat(download.exitCode()).isZero();
            prompt(results, "logferry download sample -o sample.log")
                    .show(download.out())
                    .show("\r\n");
            type(person, results, "logferry download sampel");
            type(person.with("OS_PASSWORD", "wrong"), results, "logferry instances");
            results.write(pictures.resolve("cli-results.svg"));
        }
    }

    private void type(Person person, TerminalPicture picture, String line) {
        Person.Running running = person.typesAtTerminal(line);
        assertThat(running.exitCode()).isNotNegative();
        // PostgreSQL's log contains the paths of its files.
        String shown = running.out().replace(folder.resolve("home").toString(), ".logferry");
        prompt(picture, line).show(shown).show("\r\n");
    }

    private static TerminalPicture prompt(TerminalPicture picture, String line) {
        return picture.show("\u001b[36m$\u001b[0m \u001b[1m" + line + "\u001b[0m\r\n");
    }

    private static void writeOldLog(Path file) throws Exception {
        StringBuilder log = new StringBuilder();
        for (int line = 0; line < LINES_OF_OLD_LOG; line++) {
            log.append("2026-11-01 08:00:00.000 UTC [71] shop@shop LOG:  duration: ")
                    .append(line % 971)
                    .append(".250 ms  statement: SELECT * FROM article\n");
        }
        Files.writeString(file, log);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-01T10:00:00Z")));
    }
}
