package io.logferry.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/** One person at the console: what they do there, in their words. Things are found by their names, as a screen reader finds them. */
final class ConsoleVisit implements AutoCloseable {
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final URI endpoint;
    private final BrowserContext context;
    private final Page page;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();

    ConsoleVisit(URI endpoint, BrowserContext context) {
        this.endpoint = endpoint;
        this.context = context;
        this.page = context.newPage();
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            // A refused request is logged by the browser itself; what the page or its policy has to say is a fault.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                faults.add(message.text());
            }
        });
        page.onRequest(request -> {
            String token = request.headers().get("x-auth-token");
            if (token != null) {
                tokens.add(token);
            }
        });
        page.navigate(endpoint + "/");
    }

    Page page() {
        return page;
    }

    /** What the page did wrong: exceptions, and everything that its security policy refused. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** The token that was sent last. */
    String token() {
        return List.copyOf(tokens).getLast();
    }

    /** Copies the text, and pastes it into that field. */
    void paste(String field, String text) {
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.evaluate("text => navigator.clipboard.writeText(text)", text);
        page.getByLabel(field).focus();
        page.keyboard().press("Control+V");
    }

    ConsoleVisit signIn(String user, String password, String project) {
        page.getByLabel("User name").fill(user);
        page.getByLabel("Password").fill(password);
        page.getByLabel("Project").fill(project);
        button("Sign in").click();
        return this;
    }

    ConsoleVisit signIn() {
        return signIn(Fleet.USER, Fleet.PASSWORD, Fleet.PROJECT_NAME);
    }

    ConsoleVisit open(Fleet.Instance instance) {
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName(instance.name()).setExact(true))
                .click();
        assertThat(heading(instance.name())).isVisible();
        return this;
    }

    /** Goes to an address of the console, what stands after {@code #}. */
    ConsoleVisit go(String hash) {
        page.navigate(endpoint + "/#" + hash);
        return this;
    }

    /** Returns when all records of the range have been read. */
    ConsoleVisit readAll() {
        assertThat(page.locator("section[aria-busy]"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
        return this;
    }

    ConsoleVisit level(String lowerBound) {
        page.getByLabel("Level").selectOption(lowerBound);
        return readAll();
    }

    /** Returns when only what matches is shown: the page waits until the typing has paused. */
    ConsoleVisit search(String words) {
        page.getByLabel("Search").fill(words);
        assertThat(summary()).containsText("match the search");
        return this;
    }

    /** What is said of how many records there are. */
    Locator summary() {
        return page.locator(".summary");
    }

    Locator records() {
        return page.locator(".records > li");
    }

    /** Opens the dialog in which a download is asked for. */
    Locator askForDownload() {
        button("Download error logs").click();
        return dialog();
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    void prepare() {
        button("Prepare the download").click();
    }

    void prepareEverything() {
        dialog().getByLabel("Everything").check();
        prepare();
    }

    /** Returns when the links are there. */
    ConsoleVisit untilReady() {
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Download the file of")))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        return this;
    }

    byte[] download() {
        Download download =
                page.waitForDownload(() -> page.locator("a.file-link").first().click());
        Path file = download.path();
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator alert() {
        return page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText(Pattern.compile("\\S")));
    }

    /** What axe-core finds on the page as it is now that is serious or worse. */
    List<String> barriers() {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(ConsoleVisit::describe)
                        .toList();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " at "
                + rule.getNodes().stream()
                        .map(node -> String.valueOf(node.getTarget()))
                        .toList();
    }

    /** Whether something sticks out of the window at the right. */
    boolean scrollsSideways() {
        return (boolean) page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth");
    }

    /** Writes what is in the window to a PNG file. */
    void photograph(Path file) {
        page.mouse().move(0, 0); // nothing shall look as if it were pointed at
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    @Override
    public void close() {
        context.close();
    }
}
