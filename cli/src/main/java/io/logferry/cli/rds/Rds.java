package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Http;
import io.logferry.cli.http.Json;
import io.logferry.cli.login.Login;
import io.logferry.cli.login.Session;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The project's RDS API. Every method throws {@link Failure} if the service refuses or can't be reached. */
public final class Rds {
    /** The most entries that a query of the error log gives, and the most on one page. */
    public static final int MOST_ENTRIES = 2000;

    public static final int PAGE = 100;

    private static final int TASK_PAGE = 50;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'%2B0000'")
            .withLocale(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Http http;
    private final Login login;
    private @Nullable Session session;

    public Rds(Http http, Login login) {
        this.http = http;
        this.login = login;
    }

    public Answers<Instance> instances() {
        Pages<Instance> pages = new Pages<>("instances", "total_count", Instance::of);
        while (pages.wantMore()) {
            pages.add(get("/instances?limit=" + PAGE + "&offset=" + pages.size()));
        }
        return pages.answers();
    }

    /**
     * The instance with this id or name.
     *
     * @throws Failure {@link ExitCode#NOT_FOUND}, or {@link ExitCode#USAGE} if several have the name
     */
    public Instance instance(String idOrName) {
        List<Instance> all = instances().items();
        List<Instance> found = all.stream()
                .filter(instance ->
                        instance.id().equals(idOrName) || instance.name().equals(idOrName))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND, "no instance '" + idOrName + "' in this project" + hint(idOrName, all));
        }
        String ids = String.join(", ", found.stream().map(Instance::id).toList());
        throw new Failure(ExitCode.USAGE, "several instances are called '" + idOrName + "': use an id, one of " + ids);
    }

    private static String hint(String word, List<Instance> all) {
        String lower = word.toLowerCase(Locale.ROOT);
        return all.stream()
                .map(Instance::name)
                .filter(name ->
                        name.toLowerCase(Locale.ROOT).contains(lower) || lower.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(name -> ": did you mean '" + name + "'?")
                .orElse(": `logferry instances` lists all of them");
    }

    /** Requests links; starts an export unless a matching one is running or current. */
    public Export requestExport(String instanceId, ExportRequest request) {
        return Export.of(answer(post(instanceId, request.body())));
    }

    /** Requests new links for an export; never starts one. Empty if its files were removed. */
    public Optional<Export> export(String instanceId, String workflowId) {
        HttpResponse<byte[]> response = post(instanceId, Json.object().put("workflow_id", workflowId));
        if (response.statusCode() == 400 && Problem.of(response).isUnknownJob()) {
            return Optional.empty();
        }
        return Optional.of(Export.of(answer(response)));
    }

    public JsonNode jobAnswer(String id) {
        return get("/jobs?id=" + encoded(id));
    }

    public Job job(String id) {
        return jobOf(jobAnswer(id));
    }

    public static Job jobOf(JsonNode answer) {
        return Job.of(answer.path("job"));
    }

    /** Tasks, newest first. */
    public Answers<Job> tasks(Optional<String> instanceId, int limit) {
        Pages<Job> pages = new Pages<>("tasks", "total_count", Job::ofTask);
        String of = instanceId.map(id -> "&instance_id=" + encoded(id)).orElse("");
        while (pages.wantMore() && pages.size() < limit) {
            int page = Math.min(TASK_PAGE, limit - pages.size());
            pages.add(get("/tasklist?limit=" + page + "&offset=" + pages.size() + of));
        }
        return pages.answers();
    }

    /**
     * One page of the error log, newest first.
     *
     * @param level exactly this level; empty: all
     * @param page from 1
     */
    public ErrorLogPage errorLog(String instanceId, Instant start, Instant end, Optional<Severity> level, int page) {
        return ErrorLogPage.of(get("/instances/" + encoded(instanceId) + "/errorlog?start_date=" + DATE.format(start)
                + "&end_date=" + DATE.format(end) + "&level="
                + level.map(Severity::queried).orElse("ALL") + "&offset="
                + page + "&limit=" + PAGE));
    }

    private HttpResponse<byte[]> post(String instanceId, JsonNode body) {
        String path = "/instances/" + encoded(instanceId) + "/errorlog-download";
        return authenticated(() -> request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.text(body))));
    }

    private JsonNode get(String path) {
        return answer(authenticated(() -> request(path).GET()));
    }

    private HttpRequest.Builder request(String path) {
        Session open = session();
        return Http.request(URI.create(open.project() + path))
                .header("Accept", "application/json")
                .header("X-Auth-Token", open.token());
    }

    private Session session() {
        Session open = session;
        if (open == null) {
            open = login.open();
            session = open;
        }
        return open;
    }

    /** Logs in again, once, if the token expired during a download. */
    private HttpResponse<byte[]> authenticated(Supplier<HttpRequest.Builder> request) {
        boolean fresh = session == null;
        HttpResponse<byte[]> response = http.exchange(request.get().build());
        if (response.statusCode() == 401 && !fresh && login.canBeRepeated()) {
            session = null;
            return http.exchange(request.get().build());
        }
        return response;
    }

    private static JsonNode answer(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw Problem.of(response).failure();
        }
        return Json.objectIn(response)
                .orElseThrow(() -> new Failure(
                        ExitCode.NETWORK,
                        response.uri().getAuthority()
                                + " did not answer with JSON: check that LOGFERRY_ENDPOINT is Logferry's address"));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
