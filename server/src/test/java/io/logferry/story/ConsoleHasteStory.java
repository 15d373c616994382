package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.logferry.id.ProjectId;
import io.logferry.story.ConsoleBrowser.Look;
import io.logferry.story.Fleet.Instance;
import io.logferry.story.Fleet.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody at the console who is faster than the service, or away for long. */
class ConsoleHasteStory {
    private static final Duration LINK_LIFE = Duration.ofSeconds(6);

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static Instance orders;
    private static RunningServer server;
    private static ConsoleBrowser browser;

    private ConsoleVisit visit;

    @BeforeAll
    static void start() {
        Path logs = folder.resolve("orders-log");
        OrdersLog.in(logs);
        fleet = new Fleet(folder);
        orders = fleet.add(Instance.of("orders", Node.directory("master", logs), Node.directory("slave", logs)));
        Map<String, String> settings = new TreeMap<>(fleet.write().settings());
        settings.put("logferry.link.ttl", LINK_LIFE.toString());
        server = RunningServer.on(folder.resolve("home"), settings);
        browser = new ConsoleBrowser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @AfterEach
    void the_page_had_no_fault() {
        assertThat(visit.faults()).isEmpty();
        visit.close();
    }

    @Test
    void a_user_who_cancels_a_download_is_not_taken_to_its_links() {
        arriveAtOrders().askForDownload();
        ConcurrentLinkedQueue<Route> held = held("**/errorlog-download");
        visit.prepare();
        until(held);
        visit.page().keyboard().press("Escape");
        assertThat(visit.dialog()).hasCount(0);
        answer(held.remove(), 200, Map.of(), """
                {"list":[{"workflow_id":"44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e"}],"status":"CREATING","count":1}""");
        visit.button("Refresh").click();
        visit.readAll();
        assertThat(visit.page()).hasURL(Pattern.compile("/instances/" + orders.id() + "$"));
    }

    @Test
    void a_late_answer_does_not_sign_a_user_in_again() {
        arriveAtOrders();
        ConcurrentLinkedQueue<Route> held = held("**/v3/auth/tokens");
        visit.go("/projects/" + ProjectId.random() + "/instances");
        until(held);
        Route entering = held.remove();
        visit.button("Sign out").click();
        assertThat(visit.heading("Sign in")).isVisible();
        until(held); // the token is revoked
        answer(held.remove(), 204, Map.of(), "");
        answer(entering, 201, Map.of("X-Subject-Token", "late"), """
                {"token":{"user":{"name":"story"},"project":{"id":"0483b6b16e954cb88930a360d2c4e663","name":"stories"}}}""");
        until(held); // so is the late one
        assertThat(held.element().request().headers()).containsEntry("x-auth-token", "late");
        answer(held.remove(), 204, Map.of(), "");
        visit.go("/projects");
        assertThat(visit.heading("Sign in")).isVisible();
        assertThat(visit.button("Sign out")).hasCount(0);
    }

    @Test
    void an_expired_session_is_not_reported_as_a_missing_role() {
        arriveAtOrders();
        given().baseUri(server.endpoint().toString())
                .header("X-Auth-Token", visit.token())
                .header("X-Subject-Token", visit.token())
                .delete("/v3/auth/tokens")
                .then()
                .statusCode(204);
        visit.go("/projects/" + fleet.otherProject() + "/instances");
        assertThat(visit.page().getByText("Your session has ended.")).isVisible();
    }

    @Test
    void a_project_without_a_role_is_reported() {
        arriveAtOrders().go("/projects/" + fleet.otherProject() + "/instances");
        assertThat(visit.alert()).containsText("You have no role on this project");
        assertThat(visit.button("Sign out")).isVisible();
    }

    @Test
    void without_a_node_no_download_is_requested() {
        arriveAtOrders().askForDownload();
        for (Node node : orders.nodes()) {
            visit.dialog().getByLabel(orders.nodeName(node)).uncheck();
        }
        visit.prepare();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).hasText("Choose at least one node.");
        visit.dialog().getByLabel(orders.nodeName(orders.nodes().getLast())).check();
        visit.prepare();
        visit.untilReady();
        assertThat(visit.page().locator(".file")).hasCount(1);
    }

    @Test
    void search_text_survives_an_immediate_change_of_the_level() {
        arriveAtOrders();
        visit.page().getByLabel("Search").fill("deadlock");
        visit.level("ERROR");
        assertThat(visit.page().getByLabel("Search")).hasValue("deadlock");
        assertThat(visit.summary()).containsText("match the search");
    }

    @Test
    void search_text_does_not_change_the_address_of_the_next_page() {
        arriveAtOrders();
        visit.page().clock().install();
        visit.page().getByLabel("Search").fill("deadlock");
        visit.go("/projects/" + fleet.project() + "/tasks");
        assertThat(visit.heading("Tasks")).isVisible();
        visit.page().clock().runFor(1000);
        assertThat(visit.page()).hasURL(Pattern.compile("/tasks$"));
    }

    @Test
    void the_focus_stays_while_running_tasks_are_updated() {
        arrive().signIn();
        assertThat(visit.heading("Instances")).isVisible();
        String tasks = """
                {"total_count":1,"actions":["DownloadErrorLog"],"tasks":[{"id":"44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e",
                 "name":"DownloadErrorLog","instance_id":"%s","instance_name":"orders","instance_status":"ACTIVE","order_id":"",
                 "process":"40","fail_reason":"","create_time":"2026-11-24T08:15:00+0000","end_time":"","status":"Running"}]}""".formatted(orders.id());
        visit.page().route("**/tasklist?*", route -> answer(route, 200, Map.of(), tasks));
        visit.go("/projects/" + fleet.project() + "/tasks");
        var progress = visit.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open the download"));
        progress.focus();
        visit.page().evaluate("() => document.querySelector('tbody').dataset.before = 'yes'");
        assertThat(visit.page().locator("tbody[data-before]"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
        assertThat(progress).isFocused();
    }

    @Test
    void an_interrupted_answer_is_reported_as_a_lost_connection() {
        arriveAtOrders();
        visit.page().evaluate("""
                () => { Response.prototype.text = () => Promise.reject(new TypeError('network error')); }""");
        visit.button("Refresh").click();
        assertThat(visit.alert().first()).containsText("No connection");
    }

    @Test
    void links_expire_while_the_machine_sleeps() {
        arrive();
        visit.page().addInitScript("const still = performance.now(); performance.now = () => still;");
        visit.page().reload();
        visit.signIn().open(orders).readAll().askForDownload();
        visit.prepareEverything();
        visit.page().locator("a.file-link").first().waitFor();
        assertThat(visit.page().getByRole(AriaRole.TIMER))
                .hasText("Expired", new LocatorAssertions.HasTextOptions().setTimeout(LINK_LIFE.toMillis() + 20_000));
    }

    /** Requests of this pattern wait until they are answered here. */
    private ConcurrentLinkedQueue<Route> held(String pattern) {
        ConcurrentLinkedQueue<Route> held = new ConcurrentLinkedQueue<>();
        visit.page().route(pattern, held::add);
        return held;
    }

    private void until(ConcurrentLinkedQueue<Route> held) {
        visit.page().waitForCondition(() -> !held.isEmpty());
    }

    private static void answer(Route route, int status, Map<String, String> headers, String body) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setHeaders(headers)
                .setBody(body));
    }

    private ConsoleVisit arrive() {
        visit = browser.visit(server.endpoint(), Look.LIGHT);
        return visit;
    }

    private ConsoleVisit arriveAtOrders() {
        return arrive().signIn().open(orders).readAll();
    }
}
