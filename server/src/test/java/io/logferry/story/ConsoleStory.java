package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.logferry.id.InstanceId;
import io.logferry.story.ConsoleBrowser.Look;
import io.logferry.story.Fleet.Instance;
import io.logferry.story.Fleet.Node;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a developer does at the console, in a real browser against the real server. */
class ConsoleStory {
    private static final Duration LINK_LIFE = Duration.ofSeconds(6);

    /** Bytes a second: slow enough for the progress to be seen. */
    private static final String SLOWLY = "600000";

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static OrdersLog log;
    private static Instance orders;
    private static Instance unreachable;
    private static Instance frozen;
    private static RunningServer server;
    private static ConsoleBrowser browser;

    private ConsoleVisit visit;

    @BeforeAll
    static void start() {
        Path logs = folder.resolve("orders-log");
        log = OrdersLog.in(logs);
        fleet = new Fleet(folder);
        orders = fleet.add(Instance.of("orders", Node.directory("master", logs)));
        unreachable = fleet.add(Instance.of("unreachable", Node.down("master")));
        frozen = fleet.add(new Instance(InstanceId.random(), "archive", "FROZEN", List.of(Node.down("master"))));
        Map<String, String> settings = new TreeMap<>(fleet.write().settings());
        settings.put("logferry.link.ttl", LINK_LIFE.toString());
        settings.put("logferry.export.max-rate", SLOWLY);
        server = RunningServer.on(folder.resolve("home"), settings);
        browser = new ConsoleBrowser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @AfterEach
    void the_page_had_no_fault_and_its_policy_refused_nothing() {
        if (visit != null) {
            assertThat(visit.faults()).isEmpty();
            visit.close();
        }
    }

    @Test
    void a_browser_gets_the_page_and_other_clients_get_the_versions() {
        given().baseUri(server.endpoint().toString())
                .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
                .get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self';"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Request-Id", notNullValue())
                .header("Vary", "Accept");
        given().baseUri(server.endpoint().toString())
                .header("Accept", "text/html")
                .get("/")
                .then()
                .contentType("text/html");
        for (String accept : List.of("application/json", "*/*", "application/json, text/html;q=0.5")) {
            given().baseUri(server.endpoint().toString())
                    .header("Accept", accept)
                    .get("/")
                    .then()
                    .contentType("application/json")
                    .body(startsWith("{\"versions\""));
        }
    }

    @ParameterizedTest
    @CsvSource({"/console, ./", "/console/, ../", "/console/index.html, ../"})
    void the_page_has_only_one_address(String path, String root) {
        given().baseUri(server.endpoint().toString())
                .redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(303)
                .header("Location", root);
    }

    @Test
    void a_wrong_password_is_reported_and_the_right_one_leads_to_the_instances() {
        arrive(Look.LIGHT).signIn(Fleet.USER, "wrong", Fleet.PROJECT_NAME);
        assertThat(visit.alert()).containsText("Sign-in failed.");

        visit.signIn();
        assertThat(visit.heading("Instances")).isVisible();
        Locator row = visit.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(orders.id().toString()));
        assertThat(row).containsText("Active");
        assertThat(visit.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("archive")))
                .containsText("Frozen");
    }

    @Test
    void without_a_project_the_only_one_is_entered() {
        arrive(Look.LIGHT).signIn(Fleet.USER, Fleet.PASSWORD, "");
        assertThat(visit.heading("Instances")).isVisible();
    }

    @Test
    void the_token_is_only_in_memory() {
        arrive(Look.LIGHT).signIn();
        assertThat(visit.heading("Instances")).isVisible();
        assertThat(visit.page()
                        .evaluate(
                                "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"))
                .isEqualTo("[{},{},\"\"]");
        visit.page().reload();
        assertThat(visit.heading("Sign in")).isVisible();
    }

    @Test
    void records_are_filtered_by_level_and_words_and_shown_in_pages() {
        arriveAtOrders(Look.LIGHT);
        assertThat(visit.summary()).hasText(Pattern.compile("\\d+ records"));
        assertThat(visit.page().locator(".plot canvas")).isVisible();
        assertThat(visit.records()).hasCount(50);

        visit.button("Older").click();
        assertThat(visit.page().getByText(Pattern.compile("^51–"))).isVisible();

        visit.level("ERROR");
        for (String severity : visit.page().locator(".records .severity").allTextContents()) {
            assertThat(severity).isIn("ERROR", "FATAL", "PANIC");
        }

        visit.search("deadlock");
        assertThat(visit.summary()).hasText(Pattern.compile("\\d+ of \\d+ records match the search"));
        for (String message : visit.page().locator(".records .message-head").allTextContents()) {
            assertThat(message).contains("deadlock detected");
        }
        assertThat(visit.page()).hasURL(Pattern.compile("level=ERROR.*q=deadlock"));
    }

    @Test
    void after_signing_in_again_the_address_shows_the_same_records() {
        arriveAtOrders(Look.LIGHT).level("ERROR").search("deadlock");
        assertThat(visit.summary()).containsText("match the search");
        visit.page().reload();
        visit.signIn();
        assertThat(visit.summary()).containsText("match the search");
        assertThat(visit.page().getByLabel("Level")).hasValue("ERROR");
        assertThat(visit.page().getByLabel("Search")).hasValue("deadlock");
    }

    @Test
    void the_keyboard_unfolds_a_record_of_several_lines() {
        arriveAtOrders(Look.LIGHT).level("ERROR").search("deadlock");
        Locator record = visit.records().first();
        assertThat(record.getByText("HINT:  See server log")).isHidden();
        record.locator("summary").press("Enter");
        assertThat(record.getByText("HINT:  See server log")).isVisible();
    }

    @Test
    void markup_in_the_log_is_shown_as_text() {
        arriveAtOrders(Look.LIGHT).search("onerror");
        assertThat(visit.records().first()).containsText(OrdersLog.MARKUP);
        assertThat(visit.page().locator(".records script, .records img")).hasCount(0);
        assertThat(visit.page().title()).contains("orders").doesNotContain("owned");
    }

    @Test
    void everything_downloads_byte_for_byte_and_its_checksum_is_shown() throws Exception {
        arriveAtOrders(Look.LIGHT).askForDownload();
        visit.prepareEverything();
        visit.untilReady();
        assertThat(visit.download()).isEqualTo(log.bytes());
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(log.bytes()));
        assertThat(visit.page().getByText(sha256)).isVisible();
    }

    @Test
    void progress_is_shown_while_a_compressed_file_is_prepared() throws Exception {
        arriveAtOrders(Look.LIGHT).askForDownload();
        visit.dialog().getByLabel("Compress with gzip").check();
        visit.prepareEverything();
        assertThat(visit.page().getByRole(AriaRole.PROGRESSBAR)).hasAttribute("value", Pattern.compile("[1-9]\\d*"));
        visit.untilReady();
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(visit.download()))) {
            assertThat(plain.readAllBytes()).isEqualTo(log.bytes());
        }
    }

    @Test
    void the_download_has_the_records_on_the_page() {
        arriveAtOrders(Look.LIGHT).level("ERROR").askForDownload();
        assertThat(visit.dialog()).containsText("ERROR and above");
        visit.prepare();
        visit.untilReady();
        assertThat(new String(visit.download(), StandardCharsets.UTF_8))
                .isEqualTo(new String(log.errors(), StandardCharsets.UTF_8));
    }

    @Test
    void an_expired_link_is_renewed_without_a_new_export() {
        arriveAtOrders(Look.LIGHT).askForDownload();
        visit.prepareEverything();
        visit.untilReady();
        String address = visit.page().url();
        String first = visit.page().locator("a.file-link").getAttribute("href");
        assertThat(visit.page().getByRole(AriaRole.TIMER)).hasText(Pattern.compile("Valid for 0:0\\d"));
        assertThat(visit.page().getByRole(AriaRole.TIMER))
                .hasText("Expired", new LocatorAssertions.HasTextOptions().setTimeout(LINK_LIFE.toMillis() + 5000));
        given().get(first).then().statusCode(403);
        assertThat(visit.page().locator("a.file-link[href]")).hasCount(0);

        visit.button("Renew").click();
        assertThat(visit.page().getByRole(AriaRole.TIMER)).hasText(Pattern.compile("Valid for 0:0\\d"));
        assertThat(visit.download()).isEqualTo(log.bytes());
        assertThat(visit.page().url()).isEqualTo(address);
    }

    @Test
    void the_tasks_lead_back_to_a_download() {
        arriveAtOrders(Look.LIGHT).askForDownload();
        visit.prepareEverything();
        visit.untilReady();
        String workflow = visit.page().url().replaceAll(".*/", "");
        visit.page()
                .getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Tasks").setExact(true))
                .click();
        assertThat(visit.heading("Tasks")).isVisible();
        Locator task = visit.page()
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHas(visit.page().locator("a[href$='" + workflow + "']")));
        assertThat(task).containsText("Completed");
        task.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Open the download"))
                .click();
        visit.untilReady();
        assertThat(visit.download()).isEqualTo(log.bytes());
    }

    @Test
    void an_instance_that_cannot_be_read_says_why() {
        arrive(Look.LIGHT).signIn().open(unreachable);
        assertThat(visit.alert().first()).containsText("cannot be read now");
        visit.askForDownload();
        visit.prepare();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("DBS.200011");
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("unreachable_");
    }

    @Test
    void an_instance_that_is_frozen_says_so() {
        arrive(Look.LIGHT).signIn().open(frozen).askForDownload();
        visit.prepare();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("DBS.200086");
    }

    @Test
    void after_an_expired_session_the_sign_in_leads_back_to_the_same_place() {
        arriveAtOrders(Look.LIGHT);
        given().baseUri(server.endpoint().toString())
                .header("X-Auth-Token", visit.token())
                .header("X-Subject-Token", visit.token())
                .delete("/v3/auth/tokens")
                .then()
                .statusCode(204);
        visit.button("Refresh").click();
        assertThat(visit.page().getByText("Your session has ended.")).isVisible();
        visit.signIn();
        assertThat(visit.heading("orders")).isVisible();
        visit.readAll();
    }

    @Test
    void the_chosen_theme_is_stored() {
        arrive(Look.LIGHT);
        visit.button("Theme: system. Change").click();
        visit.button("Theme: light. Change").click();
        assertThat(visit.button("Theme: dark. Change")).isVisible();
        visit.page().reload();
        assertThat(visit.page().locator("html")).hasAttribute("data-theme", "dark");
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void the_page_has_no_accessibility_problem(Look look) {
        arrive(look);
        nothingStandsInTheWay("the sign-in");
        visit.signIn();
        assertThat(visit.heading("Instances")).isVisible();
        nothingStandsInTheWay("the instances");
        visit.open(orders).readAll();
        nothingStandsInTheWay("the log");
        visit.level("ERROR").search("deadlock");
        visit.records().first().locator("summary").press("Enter");
        nothingStandsInTheWay("the log, filtered");
        visit.askForDownload();
        nothingStandsInTheWay("the dialog");
        visit.prepareEverything();
        visit.untilReady();
        nothingStandsInTheWay("the links");
        visit.go("/projects/" + fleet.project() + "/tasks");
        assertThat(visit.heading("Tasks")).isVisible();
        nothingStandsInTheWay("the tasks");
        visit.go("/projects/" + fleet.project() + "/instances/" + unreachable.id());
        assertThat(visit.alert().first()).isVisible();
        nothingStandsInTheWay("an error");
    }

    private void nothingStandsInTheWay(String place) {
        assertThat(visit.barriers()).as(place).isEmpty();
        assertThat(visit.scrollsSideways()).as("sideways at " + place).isFalse();
    }

    private ConsoleVisit arrive(Look look) {
        visit = browser.visit(server.endpoint(), look);
        return visit;
    }

    private ConsoleVisit arriveAtOrders(Look look) {
        return arrive(look).signIn().open(orders).readAll();
    }
}
