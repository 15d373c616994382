package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.id.ProjectId;
import io.logferry.identity.keystone.TestKeystone;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a real Keystone at the real service: who may download, and what becomes of it when Keystone's mind changes or it is gone. */
class KeystoneStory {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static TestKeystone keystone;
    private static Relay relay;
    private static Fleet fleet;
    private static Fleet.Instance orders;
    private static RunningServer server;
    private static TestKeystone.User member;

    @BeforeAll
    static void start() throws Exception {
        keystone = TestKeystone.shared();
        relay = new Relay(keystone.url().getPort());
        ProjectId project = ProjectId.parse(keystone.createProject()).orElseThrow();
        member = keystone.createUser();
        keystone.grant(member, project.value(), "member");
        Path log = Files.createDirectory(folder.resolve("log"));
        Files.writeString(log.resolve("postgresql.log"), "LOG:  by Keystone's leave\n");
        fleet = new Fleet(folder, project);
        orders = fleet.add(Fleet.Instance.of("orders", Fleet.Node.directory("master", log)));
        fleet.write();
        Files.delete(folder.resolve("users.yaml"));
        server = RunningServer.on(
                folder.resolve("home"), settings(Map.of("logferry.identity.keystone.cache-ttl", "PT10M")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        relay.close();
    }

    @Test
    void a_token_of_the_project_can_download_the_log() {
        String link = known(memberToken())
                .finished(orders.id())
                .get("list")
                .get(0)
                .get("file_link")
                .textValue();
        assertThat(new String(Links.bytes(link), StandardCharsets.UTF_8)).isEqualTo("LOG:  by Keystone's leave\n");
    }

    @Test
    void a_token_of_another_project_or_of_no_project_can_download_nothing() {
        String other = keystone.createProject();
        keystone.grant(member, other, "admin");
        for (String token :
                List.of(keystone.logIn(member, other), keystone.logInUnscoped(member), keystone.logInToSystem())) {
            known(token).download(orders.id()).error(403, "DBS.280056");
        }
    }

    @Test
    void a_role_without_permission_can_download_nothing() {
        TestKeystone.User reader = keystone.createUser();
        keystone.grant(reader, fleet.project().value(), "reader");
        known(keystone.logIn(reader, fleet.project().value()))
                .download(orders.id())
                .error(403, "DBS.200010");
    }

    @Test
    void a_token_that_keystone_does_not_know_gets_401() {
        known("gAAAAABmade-up").download(orders.id()).error(401, "APIGW.0301");
        caller("x").withoutToken().download(orders.id()).error(401, "APIGW.0301");
    }

    @Test
    void only_keystone_issues_tokens() {
        Api anyone = caller("x").withoutToken();
        for (String path : List.of("/v3", "/v3/", "/v3/auth/tokens", "/v3/auth/projects", "/v3/projects", "/")) {
            assertThat(Api.send(anyone.request(path).header("Accept", "application/json"))
                            .error(404, "APIGW.0101"))
                    .contains("Keystone");
        }
        for (String path : List.of("/v3/auth/tokens", "/v3;a=b/auth/tokens")) {
            Api.send(anyone.request(path).POST(BodyPublishers.ofString("{}"))).error(404, "APIGW.0101");
        }
        assertThat(Api.send(anyone.request("/").header("Accept", "text/html")).body())
                .contains("<html");
    }

    @Test
    void a_thousand_requests_with_one_token_cost_one_validation() throws Exception {
        Api caller = known(memberToken());
        String path = "/v3/" + fleet.project() + "/instances";
        long before = settledValidations();
        List<Callable<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            requests.add(() -> caller.get(path).status());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<Integer> request : threads.invokeAll(requests)) {
                assertThat(request.get()).isEqualTo(200);
            }
        }
        assertThat(keystone.validations()).isEqualTo(before);
    }

    @Test
    void without_keystone_known_tokens_work_and_others_get_retry_after() throws Exception {
        Api known = known(memberToken());
        Api unknown = caller(memberToken());
        known.finished(orders.id());

        relay.cut();
        known.finished(orders.id());
        Answer refused = unknown.download(orders.id());
        refused.error(503, "DBS.108002");
        assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");

        relay.mend();
        await().atMost(PATIENCE).until(() -> unknown.download(orders.id()).status() == 200);
    }

    @Test
    void a_revoked_token_stops_working_within_the_ttl_and_the_log_has_no_token() {
        TestKeystone.User leaving = keystone.createUser();
        keystone.grant(leaving, fleet.project().value(), "member");
        String revoked = memberToken();
        String withoutRole = keystone.logIn(leaving, fleet.project().value());
        Map<String, String> distrust = Map.of(
                "logferry.identity.keystone.cache-ttl",
                "PT0.2S",
                "quarkus.log.category.\"io.logferry\".level",
                "DEBUG");
        try (RunningServer distrustful = RunningServer.on(folder.resolve("distrustful"), settings(distrust))) {
            for (String token : List.of(revoked, withoutRole)) {
                Api caller = Api.of(distrustful, fleet.project(), token);
                await().atMost(PATIENCE)
                        .until(() -> caller.download(orders.id()).status() == 200);
            }
            keystone.revoke(revoked);
            keystone.takeBack(leaving, fleet.project().value(), "member");
            for (String token : List.of(revoked, withoutRole)) {
                Api caller = Api.of(distrustful, fleet.project(), token);
                Answer answer = await().atMost(PATIENCE)
                        .until(() -> caller.download(orders.id()), last -> last.status() == 401);
                answer.error(401, "APIGW.0301");
                assertThat(distrustful.process().output()).doesNotContain(token);
            }
        }
    }

    @Test
    void startup_fails_if_a_keystone_setting_is_invalid() {
        assertThatThrownBy(() -> RunningServer.on(
                        folder.resolve("nowhere"), settings(Map.of("logferry.identity.keystone.url", ""))))
                .hasMessageContaining("logferry.identity.keystone.url is empty");
    }

    /** Keystone writes its log a moment after its answer: one that is asked about later is in it only when those before are. */
    private static long settledValidations() {
        long before = keystone.validations();
        known(memberToken());
        await().atMost(PATIENCE).until(() -> keystone.validations() > before);
        return keystone.validations();
    }

    private static String memberToken() {
        return keystone.logIn(member, fleet.project().value());
    }

    /** One that the service has asked Keystone about; where that is slow, it comes again, as it is told. */
    private static Api known(String token) {
        Api caller = caller(token);
        await().atMost(PATIENCE).until(() -> caller.job("none").status() != 503);
        return caller;
    }

    private static Api caller(String token) {
        return Api.of(server, fleet.project(), token);
    }

    private static Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new HashMap<>(fleet.settings());
        settings.put("logferry.identity.kind", "keystone");
        settings.put(
                "logferry.identity.keystone.url",
                URI.create("http://127.0.0.1:" + relay.port() + "/v3").toString());
        settings.put("logferry.identity.roles", "member");
        settings.putAll(others);
        return settings;
    }
}
