package io.logferry.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logferry.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way to production that README.md describes, typed by root on a fresh Debian with systemd, where {@code java} is 17 and PostgreSQL is as its
 * package makes it: without a collector, rotated by logrotate.
 */
class DebianStory {
    private static final List<String> PACKAGES = List.of(
            "systemd",
            "dbus",
            "openjdk-17-jre-headless",
            "postgresql",
            "logrotate",
            "curl",
            "ca-certificates",
            "procps");

    private static final String LOG = "/var/log/postgresql/postgresql-15-main.log";
    private static final String ANSWERS = "login-word\nstate-word\nalice-word\n";

    @TempDir
    private Path folder;

    @Test
    void the_commands_of_the_readme_download_a_log_on_a_fresh_machine() throws Exception {
        assumeTrue(DebianMachine.isPossible(), "needs root on Debian");
        TestAuthority.Issued tls = new TestAuthority(Files.createDirectory(folder.resolve("tls"))).issue();
        Map<String, Path> shown = Map.of(
                "/root/logferry/deploy", Readme.ROOT.resolve("deploy"),
                "/root/logferry/server/target/quarkus-app",
                        Path.of(RunningServer.jar()).getParent(),
                "/mnt/java", Path.of(System.getProperty("java.home")),
                "/mnt/tls", tls.certificate().getParent());
        try (DebianMachine machine = DebianMachine.start(folder, PACKAGES, shown)) {
            assertThat(machine.succeeds("java -version")).contains("version \"17.");
            prepare(machine, tls);
            goToProduction(machine);
            assertRunsAsItsUnitSays(machine);
            assertDownloaded(machine);
        }
    }

    /** What the page takes for granted: PostgreSQL's superuser has a password, its servers have certificates, its log was rotated before. */
    private static void prepare(DebianMachine machine, TestAuthority.Issued tls) throws Exception {
        machine.succeeds(
                """
                cp /mnt/tls/authority.pem /etc/ssl/pg-ca.pem
                cd /etc/postgresql/15/main
                install -o postgres -m 600 /mnt/tls/%s server.key
                install -o postgres -m 644 /mnt/tls/%s server.crt
                cat > conf.d/tls.conf <<END
                ssl_cert_file = '$PWD/server.crt'
                ssl_key_file = '$PWD/server.key'
                END
                systemctl restart postgresql@15-main
                runuser -u postgres -- psql -X -c "ALTER ROLE postgres PASSWORD 'super'"
                logrotate --force /etc/logrotate.d/postgresql-common
                runuser -u postgres -- psql -X -c "DO \\$\\$ BEGIN RAISE LOG 'after the rotation'; END \\$\\$"
                """.formatted(tls.key().getFileName(), tls.certificate().getFileName()));
        assertThat(Files.exists(machine.file(LOG + ".1"))).isTrue();
    }

    private static void goToProduction(DebianMachine machine) throws Exception {
        machine.succeeds(block("login"), "login-word\n", "login-word\n");
        machine.succeeds(block("state"), "state-word\n", "state-word\n");
        machine.succeeds(block("install"));

        DebianMachine.Said withoutJava = machine.types(block("files"), ANSWERS);
        assertThat(withoutJava.words()).contains("no Java 21 or newer found", "Debian 12 has none that is new enough");
        assertThat(withoutJava.exitCode()).isNotZero();
        assertThat(machine.file("/etc/logferry")).doesNotExist();
        machine.succeeds("ln -s /mnt/java /usr/lib/jvm/temurin");

        DebianMachine.Said withoutWord = machine.types(block("files"), "login-word\n", "state-word\n", "\n");
        assertThat(withoutWord.words()).contains("Nothing was written: no password");
        assertThat(withoutWord.exitCode()).isNotZero();
        assertThat(machine.file("/etc/logferry")).doesNotExist();

        machine.succeeds(block("files"), ANSWERS);
        DebianMachine.Said check = machine.types(block("check"));
        assertThat(check.exitCode()).as(check.words()).isEqualTo(1);
        machine.succeeds("PGPASSWORD=super psql -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -U postgres <<'END'\n"
                + statements(check) + "\nEND");
        assertThat(machine.succeeds(block("check"))).contains("1 node of 1 instance checked: all is well.");
        machine.succeeds(block("serve"));
    }

    /** What is to be run on the node, as it stands there to be copied. */
    private static String statements(DebianMachine.Said check) {
        String statements = Pattern.compile("(?m)^ +(INSERT INTO logferry\\.log_directory.*;)$")
                .matcher(check.words())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(statements).as(check.words()).isNotEmpty();
        return statements;
    }

    private static void assertRunsAsItsUnitSays(DebianMachine machine) throws Exception {
        machine.succeeds(
                "curl --retry 60 --retry-all-errors --retry-delay 1 -sSf http://127.0.0.1:8080/q/health/ready");
        assertThat(machine.succeeds("systemd-analyze verify /etc/systemd/system/logferry.service"))
                .isBlank();
        assertThat(machine.succeeds("ps -o user=,args= -p $(systemctl show -p MainPID --value logferry)"))
                .startsWith("logferry /usr/lib/jvm/temurin/bin/java @/opt/logferry/jvm.options");
    }

    /** With the page's own commands for curl; the bytes are those of the rotated file and of the current one. */
    private static void assertDownloaded(DebianMachine machine) throws Exception {
        machine.succeeds("""
                mkdir -p .logferry
                cat > .logferry/up.env <<END
                OS_AUTH_URL=http://127.0.0.1:8080/v3
                OS_USERNAME=alice
                OS_PASSWORD=alice-word
                OS_USER_DOMAIN_NAME=Default
                OS_PROJECT_ID=$(sed -n 's/^  - id: //p' /etc/logferry/inventory.yaml)
                LOGFERRY_ENDPOINT=http://127.0.0.1:8080
                LOGFERRY_INSTANCE_ID=$(sed -n 's/^      - id: //p' /etc/logferry/inventory.yaml)
                END
                """);
        assertThat(machine.succeeds(Readme.read().block("curl"))).contains("error.log: OK");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.write(Files.readAllBytes(machine.file(LOG + ".1")));
        int rotated = log.size();
        log.write(Files.readAllBytes(machine.file(LOG)));
        byte[] downloaded = Files.readAllBytes(machine.file("/root/error.log"));
        assertThat(downloaded).hasSizeGreaterThan(rotated);
        assertThat(log.toByteArray()).startsWith(downloaded);
        assertThat(new String(downloaded, UTF_8))
                .contains("LOG:  after the rotation")
                .endsWith("\n");
    }

    /** As it stands there, but for the names of the machines. */
    private static String block(String name) throws Exception {
        return "export PGPASSWORD=super\ncd logferry\n"
                + Pattern.compile("10\\.0\\.0\\.[56]|https://logs\\.example")
                        .matcher(Readme.read().block(name))
                        .replaceAll(DebianStory::here);
    }

    private static String here(MatchResult name) {
        return name.group().startsWith("https") ? "http://127.0.0.1:8080" : "127.0.0.1";
    }
}
