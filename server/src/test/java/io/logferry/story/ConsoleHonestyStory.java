package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.logferry.story.ConsoleBrowser.Look;
import io.logferry.story.Fleet.Instance;
import io.logferry.story.Fleet.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console says which records were not read, and shows nothing that is not true. */
class ConsoleHonestyStory {
    /** More than a query gives, evenly over a day. */
    private static final int ERRORS = 3767;

    private static final int FATALS = 383;
    private static final String SEARCHED = "10.1.2.3";
    private static final String LONG_LINE = "lorem ipsum dolor sit amet, ".repeat(40);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

    @TempDir
    private static Path folder;

    private static Fleet fleet;
    private static Instance shop;
    private static Instance pair;
    private static RunningServer server;
    private static ConsoleBrowser browser;

    private ConsoleVisit visit;

    @BeforeAll
    static void start() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Path day = folder.resolve("day");
        log(day, aDay(now));
        Path odd = folder.resolve("odd");
        log(odd, oddOnes(now.minusSeconds(60)));
        fleet = new Fleet(folder);
        shop = fleet.add(Instance.of("shop", Node.directory("master", day)));
        pair = fleet.add(Instance.of("pair", Node.directory("master", odd), Node.down("slave")));
        server = RunningServer.on(folder.resolve("home"), fleet.write().settings());
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

    /** 3,767 ERRORs and 383 FATALs evenly over 23 hours, and one address right at their beginning. */
    private static String aDay(Instant now) {
        StringBuilder log = new StringBuilder();
        Instant start = now.minus(Duration.ofHours(23));
        Duration step = Duration.between(start, now).dividedBy(ERRORS + 1);
        log.append(line(start, "ERROR:  no pg_hba.conf entry for host \"" + SEARCHED + "\""));
        for (int number = 1; number < ERRORS; number++) {
            Instant time = start.plus(step.multipliedBy(number));
            log.append(line(time, "ERROR:  duplicate key value violates unique constraint \"orders_pkey\""));
            if (number % (ERRORS / FATALS) == 0) {
                log.append(line(time, "FATAL:  password authentication failed for user \"reporting\""));
            }
        }
        return log.toString();
    }

    private static String oddOnes(Instant time) {
        return line(time, "ERROR:  column \"\u202ecba\u202c\" does not exist")
                + line(time, "ERROR:  escape \u001b[31mred\u0007 \u200b\ufeff\u2066x\u2069")
                + line(time, "ERROR:  Z" + "\u0336".repeat(60) + "algo")
                + line(time, "ERROR:  a long one")
                + "\t" + (LONG_LINE + "\n\t").repeat(40) + "its end\n";
    }

    private static String line(Instant time, String message) {
        return TIME.format(time) + " [4242] " + message + "\n";
    }

    private static void log(Path logs, String content) throws IOException {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("postgresql.log"), content, StandardCharsets.UTF_8);
    }

    @Test
    void if_one_level_is_incomplete_no_level_is_counted() {
        at(shop, "since=24h&level=ERROR");
        assertThat(visit.summary())
                .hasText(
                        Pattern.compile(
                                "The newest [\\d,]+ records, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d; only \\d+ of the earlier records were read"));
        Locator uncounted = visit.page().locator(".plot .uncounted");
        assertThat(uncounted).hasText("Not counted");
        BoundingBox hatched = uncounted.boundingBox();
        BoundingBox all = visit.page().locator(".plot .u-over").boundingBox();
        assertThat(hatched.width / all.width).isBetween(0.40, 0.52); // 2,000 of 3,767 reach back 12 h 13 min of 24
        assertThat(hatched.x).isEqualTo(all.x);
        assertThat(drawnWithin(hatched))
                .as("bars in the part that isn't counted")
                .isZero();
        assertThat(visit.page().locator(".plot"))
                .hasAttribute("aria-label", Pattern.compile("Not counted: \\d{4}-.* to \\d{4}-"));
        assertThat(visit.page().locator(".remark"))
                .containsText(Pattern.compile("Some records before \\d.* were not read"));
    }

    @Test
    void if_a_level_is_incomplete_the_summary_says_that_these_are_the_newest() {
        at(shop, "since=24h");
        assertThat(visit.summary())
                .hasText(
                        Pattern.compile(
                                "The newest 2,000 records, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d; earlier records were not read"));
    }

    @Test
    void a_complete_result_is_a_plain_count() {
        at(shop, "since=1h&level=ERROR");
        assertThat(visit.summary()).hasText(Pattern.compile("\\d+ records"));
        assertThat(visit.page().locator(".uncounted")).hasCount(0);
        assertThat(visit.page().locator(".remark")).hasCount(0);
    }

    @Test
    void a_click_loads_the_earlier_records() {
        at(shop, "since=24h");
        visit.page().locator(".remark button").click();
        visit.readAll();
        assertThat(visit.page()).hasURL(Pattern.compile("from=.*&to="));
        visit.page().locator(".remark button").click();
        visit.readAll();
        assertThat(visit.summary()).hasText(Pattern.compile("\\d+ records"));
        visit.search(SEARCHED);
        assertThat(visit.records()).hasCount(1);
    }

    @Test
    void a_search_says_what_it_did_not_search() {
        at(shop, "since=24h").search(SEARCHED);
        assertThat(visit.summary())
                .hasText(Pattern.compile(
                        "0 of the newest 2,000 records match the search; records before .* were not searched"));
        assertThat(visit.page().locator(".records-area .state.empty"))
                .hasText(
                        Pattern.compile(
                                "None of the newest 2,000 records match\\s*Records before \\d.* were not searched\\. .*download.*"));
    }

    @Test
    void the_page_names_an_unread_node_and_the_reason() {
        answerWith("""
                {"error_log_list":[],"total_record":0,"unrecognised_bytes":0,
                 "unread_nodes":[{"node_name":"pair_down","reason":"Node pair_down can't be reached: check that PostgreSQL runs there."}]}""");
        at(pair, "level=PANIC");
        assertThat(visit.page().locator(".remark"))
                .hasText(Pattern.compile("The log of pair_down was not read.*can't be reached.*"));
        assertThat(visit.page().locator(".records-area .state.empty"))
                .containsText("The log of pair_down was not read.");
        assertThat(visit.page().getByText("usually good news")).hasCount(0);
        assertThat(visit.page().getByText("very large")).hasCount(0);
        assertThat(visit.summary()).hasText("0 records on the node that could be read");
    }

    @Test
    void the_real_service_names_the_node_that_is_down() {
        at(pair, "");
        assertThat(visit.page().locator(".remark").first())
                .containsText(pair.nodeName(pair.nodes().getLast()));
        assertThat(visit.page().getByText("very large")).hasCount(0);

        visit.go("/projects/" + fleet.project() + "/instances");
        Locator rows = visit.page().getByRole(AriaRole.ROW);
        LocatorAssertions.ContainsTextOptions inTime = new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
        assertThat(rows.filter(new Locator.FilterOptions().setHasText(pair.id().toString())))
                .containsText("Log partly readable since", inTime);
        assertThat(rows.filter(new Locator.FilterOptions().setHasText(shop.id().toString())))
                .containsText("Log readable", inTime);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "level=PANIC"})
    void a_search_that_stopped_early_is_not_shown_as_good_news(String query) {
        long from = Instant.now().minusSeconds(1800).toEpochMilli();
        answerWith("{\"error_log_list\":[],\"total_record\":0,\"truncated\":true,\"searched_from\":" + from
                + ",\"unread_nodes\":[],\"unrecognised_bytes\":0}");
        at(shop, query);
        assertThat(visit.summary()).hasText(Pattern.compile("No records since .*; earlier records were not read"));
        assertThat(visit.page().locator(".records-area .state.empty"))
                .containsText("were not read. The download has all of it.");
        assertThat(visit.page().getByText("usually good news")).hasCount(0);
        assertThat(visit.page().locator(".plot .uncounted")).hasText("Not counted");
    }

    @Test
    void a_record_of_unknown_severity_is_not_shown_as_another() {
        answerWith("""
                {"error_log_list":[{"id":"a","time":"%s","level":"UNKNOWN","node_name":"pair_1","content":"ΣΦΑΛΜΑ"}],"total_record":1,
                 "unread_nodes":[],"unrecognised_bytes":0}""".formatted(Instant.now().minusSeconds(60).toString().substring(0, 19)));
        at(pair, "");
        assertThat(visit.records().locator(".severity")).hasText("UNKNOWN");
        assertThat(visit.page().locator(".legend")).hasText("UNKNOWN 1");
    }

    @Test
    void bytes_without_a_record_are_reported_and_not_shown_as_good_news() {
        answerWith("{\"error_log_list\":[],\"total_record\":0,\"unread_nodes\":[],\"unrecognised_bytes\":2097152}");
        at(shop, "level=ERROR");
        assertThat(visit.page().locator(".remark")).containsText("2.00 MiB of the log were not recognised as records");
        assertThat(visit.page().getByText("usually good news")).hasCount(0);
    }

    @Test
    void characters_that_hide_or_disguise_others_are_shown_as_marks() {
        at(pair, "");
        String shown =
                String.join("\n", visit.page().locator(".records .message").allTextContents());
        assertThat(shown)
                .contains("column \"U+202EcbaU+202C\"", "U+001B[31mredU+0007", "U+200BU+FEFFU+2066xU+2069", "+56 marks")
                .doesNotContainPattern("[\\u202a-\\u202e\\u2066-\\u2069\\u200b-\\u200f\\ufeff\\u001b\\u0007]");
        assertThat(visit.page().locator(".records .message bdi[dir=ltr]").first())
                .isVisible();
    }

    @Test
    void a_very_long_record_is_shown_in_part_and_marked_as_cut() {
        at(pair, "");
        Locator record = visit.records().filter(new Locator.FilterOptions().setHasText("a long one"));
        record.locator("summary").click();
        assertThat(record).containsText("The service cut this record at 16 KiB. The download has all of it.");
        assertThat(record.boundingBox().height).isLessThan(500);
        record.getByText("Show all").click();
        assertThat(record.getByText("Show all")).hasCount(0);
        assertThat(record.boundingBox().height).isGreaterThan(1000);
        visit.search("its end");
        assertThat(visit.page().getByText("only the start was searched")).isVisible();
    }

    @Test
    void a_drag_zooms_once_and_later_clicks_do_not_zoom() {
        at(pair, "since=1h");
        AtomicInteger requests = new AtomicInteger();
        visit.page().onRequest(request -> {
            if (request.url().contains("/errorlog?")) {
                requests.incrementAndGet();
            }
        });
        drag();
        visit.readAll();
        assertThat(visit.page()).hasURL(Pattern.compile("from=.*&to="));
        String zoomed = visit.page().url();
        int once = requests.get();
        Locator record = visit.records().filter(new Locator.FilterOptions().setHasText("a long one"));
        record.locator("summary").click();
        assertThat(record.locator("details")).hasAttribute("open", "");
        visit.heading("pair").click();
        visit.page().locator(".plot .u-over").click();
        visit.readAll();
        assertThat(visit.page().url()).isEqualTo(zoomed);
        assertThat(requests.get()).isEqualTo(once);
        drag();
        assertThat(visit.page()).not().hasURL(zoomed);
        visit.go("/projects/" + fleet.project() + "/tasks");
        assertThat(visit.heading("Tasks")).isVisible();
        visit.heading("Tasks").click();
        assertThat(visit.page()).hasURL(Pattern.compile("/tasks$"));
    }

    @Test
    void leaving_a_view_during_a_drag_ends_the_drag() {
        at(pair, "since=1h");
        BoundingBox plot = visit.page().locator(".plot .u-over").boundingBox();
        visit.page().mouse().move(plot.x + plot.width * 0.3, plot.y + 40);
        visit.page().mouse().down();
        visit.page().mouse().move(plot.x + plot.width * 0.6, plot.y + 40);
        visit.page().evaluate("hash => { location.hash = hash; }", "#/projects/" + fleet.project() + "/tasks");
        assertThat(visit.heading("Tasks")).isVisible();
        visit.page().mouse().up();
        visit.heading("Tasks").click();
        assertThat(visit.page()).hasURL(Pattern.compile("/tasks$"));
    }

    @Test
    void commands_of_an_error_are_a_block_to_copy() {
        at(pair, "");
        visit.page().route("**/errorlog?*", route -> answer(route, 409, """
                {"error_code":"DBS.200011","error_msg":"Node pair_1 doesn't let the login read its log: run there, in the database postgres:\\n\
                GRANT USAGE ON SCHEMA logferry TO logferry;\\nGRANT EXECUTE ON FUNCTION logferry.list_log_files() TO logferry;\\n\
                Another operation is being performed on the DB instance or the DB instance is faulty."}"""));
        visit.button("Refresh").click();
        assertThat(visit.alert().first().locator("p").nth(1))
                .hasText("Node pair_1 doesn't let the login read its log: run there, in the database postgres:");
        assertThat(visit.alert().first()).not().containsText("Another operation");
        String commands =
                "GRANT USAGE ON SCHEMA logferry TO logferry;\nGRANT EXECUTE ON FUNCTION logferry.list_log_files() TO logferry;";
        assertThat(visit.alert().first().locator(".command pre")).hasText(commands);
        visit.paste("Search", ""); // grants the page the clipboard
        visit.button("Copy the commands").click();
        assertThat(visit.page().evaluate("() => navigator.clipboard.readText()"))
                .isEqualTo(commands);
    }

    @ParameterizedTest
    @CsvSource({
        "READABLE, Log readable",
        "UNREADABLE, Log not readable since 2026-11-28 08:15:04 UTC",
        "PARTLY, Log partly readable since 2026-11-28 08:15:04 UTC",
        "UNKNOWN, Log: not known yet"
    })
    void the_list_says_whether_a_log_can_be_read(String state, String said) {
        boolean bad = said.contains("since");
        visit = browser.visit(server.endpoint(), Look.LIGHT);
        visit.page()
                .route(
                        "**/instances?*",
                        route -> answer(route, 200, """
                {"instances":[{"id":"%s","name":"pair","status":"ACTIVE","type":"Ha","region":"",
                  "datastore":{"type":"PostgreSQL","version":"15","complete_version":"15.1"},"nodes":[],"log_status":"%s",
                  "log_unreadable_since":"%s","log_unreadable_reason":"%s"}],"total_count":1}""".formatted(
                                        pair.id(),
                                        state,
                                        bad ? "2026-11-28T08:15:04+0000" : "",
                                        bad ? "Node pair_1 can't be reached: check that PostgreSQL runs there." : "")));
        visit.signIn();
        Locator cell = visit.page().locator("td[data-label=Log]");
        assertThat(cell).containsText(said);
        assertThat(cell.getByText("Node pair_1 can't be reached")).hasCount(bad ? 1 : 0);
        assertThat(visit.barriers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=24h&level=ERROR", "since=24h&q=10.1.2.3"})
    void the_page_has_no_accessibility_problem(String query) {
        for (Look look : List.of(Look.DARK, Look.NARROW)) {
            if (visit != null) {
                visit.close();
            }
            visit = browser.visit(server.endpoint(), look);
            at(shop, query);
            assertThat(visit.barriers()).isEmpty();
            assertThat(visit.scrollsSideways()).isFalse();
        }
    }

    /** How many pixels of the chart in there have the colour of a bar. */
    private int drawnWithin(BoundingBox area) {
        return (int) visit.page()
                .evaluate("""
                ({ x, y, width, height }) => {
                  const canvas = document.querySelector('.plot canvas');
                  const box = canvas.getBoundingClientRect();
                  const scale = canvas.width / box.width;
                  const pixels = canvas.getContext('2d').getImageData((x - box.x) * scale, (y - box.y) * scale, width * scale, height * scale).data;
                  let drawn = 0;
                  for (let at = 0; at < pixels.length; at += 4) {
                    if (pixels[at + 3] > 200 && Math.abs(pixels[at] - pixels[at + 2]) > 60) { drawn++; }
                  }
                  return drawn;
                }""", java.util.Map.of("x", area.x, "y", area.y, "width", area.width, "height", area.height));
    }

    private void drag() {
        BoundingBox plot = visit.page().locator(".plot .u-over").boundingBox();
        visit.page().mouse().move(plot.x + plot.width * 0.5, plot.y + 40);
        visit.page().mouse().down();
        visit.page().mouse().move(plot.x + plot.width * 0.8, plot.y + 50);
        visit.page().mouse().move(plot.x + plot.width - 1, plot.y + 60);
        visit.page().mouse().up();
    }

    /** What the service will answer to each query of the error log. */
    private void answerWith(String body) {
        visit = browser.visit(server.endpoint(), Look.LIGHT);
        visit.page().route("**/errorlog?*", route -> answer(route, 200, body));
    }

    private static void answer(Route route, int status, String body) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody(body));
    }

    private ConsoleVisit at(Instance instance, String query) {
        if (visit == null) {
            visit = browser.visit(server.endpoint(), Look.LIGHT);
        }
        visit.signIn();
        assertThat(visit.heading("Instances")).isVisible();
        visit.go("/projects/" + fleet.project() + "/instances/" + instance.id() + "?" + query);
        assertThat(visit.heading(instance.name())).isVisible();
        return visit.readAll();
    }
}
