package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import io.logferry.story.ConsoleBrowser.Look;
import io.logferry.story.Fleet.Instance;
import io.logferry.story.Fleet.Node;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of docs/console.md: {@code ./dev mvn verify -Dit.test=ConsolePicturesStory -Dlogferry.pictures=docs/images}. */
@EnabledIfSystemProperty(named = "logferry.pictures", matches = ".+")
class ConsolePicturesStory {
    @TempDir
    private Path folder;

    @Test
    void the_pictures_show_the_main_states() {
        Path logs = folder.resolve("orders-log");
        OrdersLog.in(logs);
        Fleet fleet = new Fleet(folder);
        Instance orders = fleet.add(Instance.of("orders", Node.directory("master", logs)));
        fleet.add(Instance.of("billing", Node.directory("master", logs)));
        Map<String, String> settings = new TreeMap<>(fleet.write().settings());
        settings.put("logferry.export.max-rate", "300000");
        try (RunningServer server = RunningServer.on(folder.resolve("home"), settings);
                ConsoleBrowser browser = new ConsoleBrowser()) {
            for (Look look : Look.values()) {
                try (ConsoleVisit visit = browser.visit(server.endpoint(), look)) {
                    tour(visit, orders, look.name().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private static void tour(ConsoleVisit visit, Instance orders, String look) {
        assertThat(visit.heading("Sign in")).isVisible();
        photograph(visit, "sign-in", look);
        visit.signIn();
        assertThat(visit.heading("Instances")).isVisible();
        photograph(visit, "instances", look);
        visit.open(orders).readAll();
        photograph(visit, "log", look);
        visit.level("ERROR").search("deadlock");
        visit.records().first().locator("summary").press("Enter");
        photograph(visit, "log-filtered", look);
        visit.askForDownload();
        photograph(visit, "download-dialog", look);
        visit.dialog().getByLabel("Everything").check();
        if (look.equals("light")) {
            visit.prepare();
            assertThat(visit.page().getByRole(AriaRole.PROGRESSBAR)).hasAttribute("value", Pattern.compile("[3-9]\\d"));
            photograph(visit, "download-progress", look);
        } else {
            visit.prepare();
        }
        visit.untilReady();
        photograph(visit, "download-ready", look);
    }

    private static void photograph(ConsoleVisit visit, String state, String look) {
        visit.photograph(Readme.ROOT
                .resolve(System.getProperty("logferry.pictures"))
                .resolve("console-" + state + "-" + look + ".png"));
    }
}
