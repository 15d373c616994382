package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.TestAuthority;
import io.logferry.embedded.PasswordFile;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.identity.keystone.TestKeystone;
import io.logferry.source.LogServer;
import io.logferry.store.s3.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README.md, taken from it as they are. */
class ReadmeStory {
    private static final List<String> REPLICAS = List.of("login", "state", "files", "s3-keystone", "check");

    /** Blocks that are not run here, and the file that has them run, by the words that it does it with. */
    private static final Map<String, Map.Entry<String, String>> ELSEWHERE = Map.of(
            "test", Map.entry(".ci/run", "./dev test"), // would run this story
            "build", Map.entry(".ci/run", "./dev build"), // would replace what this story runs on
            "cli", Map.entry("cli/src/test/java/io/logferry/cli/story/ReadmeStory.java", "<!-- readme:cli -->"),
            // would change this machine
            "install", Map.entry("server/src/test/java/io/logferry/story/DebianStory.java", "block(\"install\")"),
            "serve", Map.entry("server/src/test/java/io/logferry/story/DebianStory.java", "block(\"serve\")"));

    private static final byte[] OLD_LOG =
            "LOG:  a line of an old log\r\nLOG:  \0 and \u00ff\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path folder;

    private final String loginPassword = PasswordFile.random().value();
    private final String statePassword = PasswordFile.random().value();

    @Test
    void a_test_runs_every_block_of_commands() throws Exception {
        assertThat(Readme.read().blocks().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(List.of("up", "curl"), REPLICAS, ELSEWHERE.keySet())
                        .flatMap(Collection::stream)
                        .toList());
        for (Map.Entry<String, String> other : ELSEWHERE.values()) {
            assertThat(Readme.ROOT.resolve(other.getKey())).content().contains(other.getValue());
        }
    }

    @Test
    void a_newcomer_downloads_the_error_log_with_curl() throws Exception {
        Readme readme = Readme.read();
        assertThat(readme.block("up")).isEqualTo("./dev up\n");
        try (UpProcess up = UpProcess.on(folder.resolve(".logferry"))) {
            assertThat(Bash.types(folder, readme.block("curl"))).contains("error.log: OK");
            byte[] downloaded = Files.readAllBytes(folder.resolve("error.log"));
            assertThat(new String(downloaded, StandardCharsets.UTF_8))
                    .contains("ERROR:  deadlock detected")
                    .endsWith("\n");
            assertThat(logIn(Path.of(up.environment().get("LOGFERRY_SAMPLE_LOG_DIR"))))
                    .startsWith(downloaded);
        }
    }

    @Test
    void an_operator_goes_to_production_with_an_object_store_and_keystone() throws Exception {
        TestKeystone keystone = TestKeystone.shared();
        String project = keystone.createProject();
        TestKeystone.User alice = keystone.createUser();
        keystone.grant(alice, project, "member");
        try (LogServer node = node();
                S3Server s3 = S3Server.start(Files.createDirectory(folder.resolve("s3")));
                RunningServer server = server(
                        node,
                        Map.of(
                                "$(logferry new-id project)",
                                project,
                                "https://s3.example",
                                s3.address().toString(),
                                "AWS_ACCESS_KEY_ID='...'",
                                "AWS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY,
                                "AWS_SECRET_ACCESS_KEY='...'",
                                "AWS_SECRET_ACCESS_KEY=" + S3Server.SECRET_KEY,
                                "https://iam.example/v3",
                                keystone.url().toString()))) {
            Api caller = Api.of(server, project(), keystone.logIn(alice, project));
            await().atMost(Duration.ofMinutes(1)).until(() -> caller.job("none").status() != 503);
            assertThat(assertDownloaded(caller, node)).startsWith(s3.address() + "/pg-error-logs/");
        }
    }

    /** Types the blocks into one bash, which becomes the server that the unit would start; ready when this returns. */
    private RunningServer server(LogServer node, Map<String, String> more) throws IOException {
        Readme readme = Readme.read();
        StringBuilder script = new StringBuilder("set -euo pipefail\ncd '" + Readme.ROOT + "'\n");
        for (String block : REPLICAS) {
            Path answers = Files.writeString(folder.resolve(block + ".answers"), answers(block));
            script.append("{\n%s} < '%s'\n".formatted(readme.block(block), answers));
        }
        script.append("set -a; . /etc/logferry/logferry.env; exec /opt/logferry/bin/logferry-server\n");
        Path file = Files.writeString(folder.resolve("script"), replaced(script.toString(), replacements(node, more)));
        Path java = Path.of(System.getProperty("java.home"), "bin");
        RunningServer server = RunningServer.by(
                // Without a terminal, so that psql asks where the answers are.
                List.of("setsid", "bash", "--noprofile", "--norc", file.toString()),
                folder.resolve("home"),
                Map.of(
                        "PATH",
                        java + ":" + System.getenv("PATH"),
                        "PGPASSWORD",
                        node.postgres().dataSource("postgres").getPassword(),
                        "LOGFERRY_PORT",
                        "0",
                        "LOGFERRY_BIND",
                        "127.0.0.1"));
        assertThat(server.process().output()).contains("1 node of 1 instance checked: all is well.");
        return server;
    }

    /** What is asked for. */
    private String answers(String block) {
        List<String> answers = switch (block) {
            case "login" -> List.of(loginPassword, loginPassword);
            case "state" -> List.of(statePassword, statePassword);
            case "files" -> List.of(loginPassword, statePassword, Fleet.PASSWORD);
            default -> List.of();
        };
        return answers.stream().map(answer -> answer + "\n").collect(Collectors.joining());
    }

    /** All that is not as in README.md. */
    private Map<String, String> replacements(LogServer node, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("10.0.0.5", "127.0.0.1");
        all.put("10.0.0.6", "127.0.0.1");
        all.put("5432", String.valueOf(node.postgres().port()));
        all.put("/etc/ssl/pg-ca.pem", folder.resolve("authority.pem").toString());
        all.put("/etc/logferry", folder.resolve("etc").toString());
        all.put("/var/lib/logferry", folder.resolve("home").toString());
        // This machine has neither the program nor a user of its own for it: DebianStory's has.
        all.put(
                "/opt/logferry/bin/logferry-server",
                Readme.ROOT.resolve("deploy/bin/logferry-server").toString());
        all.put(" -g logferry", "");
        all.put("runuser -u logferry -- ", "");
        return all;
    }

    /** Each of the texts must be there. */
    private static String replaced(String script, Map<String, String> replacements) {
        assertThat(script).contains(replacements.keySet());
        Pattern any = Pattern.compile(
                replacements.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
        return any.matcher(script)
                .replaceAll(found -> Matcher.quoteReplacement(replacements.getOrDefault(found.group(), "")));
    }

    /** An instance's primary, which speaks TLS, and has logs of yesterday and today. */
    private LogServer node() throws IOException {
        TestAuthority.Issued tls = new TestAuthority(folder).issue();
        LogServer node = LogServer.start(
                folder.resolve("node"),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", tls.certificate().toString(),
                        "ssl_key_file", tls.key().toString()));
        node.older("postgresql-2026-01-01_000000.log", OLD_LOG, 86_400);
        return node;
    }

    /** The link by which the bytes came. */
    private String assertDownloaded(Api caller, LogServer node) throws IOException {
        JsonNode file = caller.finished(new InstanceId(id("[0-9a-f]{32}in03")))
                .get("list")
                .get(0);
        String link = file.get("file_link").textValue();
        byte[] downloaded = Links.bytes(
                link.replace("https://logs.example", caller.endpoint().toString()));
        assertThat(downloaded).startsWith(OLD_LOG).hasSizeGreaterThan(OLD_LOG.length);
        assertThat(logIn(node.logFolder())).startsWith(downloaded);
        return link;
    }

    private ProjectId project() throws IOException {
        return new ProjectId(id("[0-9a-f]{32}(?=\n)"));
    }

    private String id(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(folder.resolve("etc/inventory.yaml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    /** All that the server has written by now. */
    private static byte[] logIn(Path logs) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.sorted().toList()) {
                all.write(Files.readAllBytes(file));
            }
        }
        return all.toByteArray();
    }
}
