package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.id.ProjectId;
import io.logferry.identity.keystone.TestKeystone;
import io.logferry.story.ConsoleBrowser.Look;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console where tokens come from a real Keystone: it has no password to ask for, and says how one gets in. */
class ConsoleKeystoneStory {
    @TempDir
    private Path folder;

    @Test
    void the_page_shows_the_command_and_accepts_its_output() throws Exception {
        TestKeystone keystone = TestKeystone.shared();
        ProjectId project = ProjectId.parse(keystone.createProject()).orElseThrow();
        TestKeystone.User alice = keystone.createUser();
        keystone.grant(alice, project.value(), "member");
        Path log = Files.createDirectory(folder.resolve("log"));
        Files.writeString(log.resolve("postgresql.log"), "LOG:  by Keystone's leave\n");
        Fleet fleet = new Fleet(folder, project);
        Fleet.Instance orders = fleet.add(Fleet.Instance.of("orders", Fleet.Node.directory("master", log)));
        Map<String, String> settings = new HashMap<>(fleet.write().settings());
        settings.put("logferry.identity.kind", "keystone");
        settings.put("logferry.identity.keystone.url", keystone.url().toString());

        try (RunningServer server = RunningServer.on(folder.resolve("home"), settings);
                ConsoleBrowser browser = new ConsoleBrowser();
                ConsoleVisit visit = browser.visit(server.endpoint(), Look.NARROW)) {
            assertThat(visit.heading("Sign in")).isVisible();
            assertThat(visit.page().getByLabel("User name")).hasCount(0);
            String command = visit.page().locator(".command code").textContent();
            assertThat(visit.barriers()).isEmpty();
            assertThat(visit.scrollsSideways()).isFalse();

            photograph(visit);

            visit.paste("Token", "gAAAAABmade-up\n" + project + "\n");
            visit.button("Sign in").click();
            assertThat(visit.alert()).containsText("The token is not valid, or has expired.");

            visit.paste("Token", openstack(keystone, alice, project, command));
            visit.button("Sign in").click();
            assertThat(visit.heading("Instances")).isVisible();
            visit.open(orders).askForDownload();
            visit.prepareEverything();
            assertThat(visit.untilReady().download())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("LOG:  by Keystone's leave\n");
            assertThat(visit.faults()).isEmpty();
        }
    }

    /** For docs/console.md, where {@link ConsolePicturesStory} takes its pictures. */
    private static void photograph(ConsoleVisit visit) {
        Optional.ofNullable(System.getProperty("logferry.pictures"))
                .map(Readme.ROOT::resolve)
                .ifPresent(pictures -> visit.photograph(pictures.resolve("console-sign-in-keystone-narrow.png")));
    }

    /** What the command prints for the user. */
    private static String openstack(TestKeystone keystone, TestKeystone.User user, ProjectId project, String command)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command.split(" ")));
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "OS_AUTH_URL", keystone.url().toString(),
                        "OS_IDENTITY_API_VERSION", "3",
                        "OS_USERNAME", user.name(),
                        "OS_PASSWORD", user.password(),
                        "OS_USER_DOMAIN_NAME", "Default",
                        "OS_PROJECT_ID", project.value()));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }
}
