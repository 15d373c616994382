package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After requests of every kind, that go well and that don't: no secret is in the log, which is at its most talkative, nor in an answer. */
class SecretsStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final String WRONG_PASSWORD = "a-wrong-password-that-somebody-typed";

    @Test
    void no_secret_shows_in_a_log_or_an_answer() throws Exception {
        Api caller = SHARED.api().as(Fleet.USER, Fleet.PROJECT_NAME);
        Fleet.Instance instance = SHARED.instance("secretive", "LOG:  hush\n");
        String link = succeed(caller, instance);
        fail(caller, instance, link);

        List<String> secrets = secrets();
        String log = SHARED.server().process().output();
        assertThat(log.contains("\"level\":\"DEBUG\""))
                .as("the log is at its most talkative")
                .isTrue();
        for (String secret : secrets) {
            assertThat(secret).isNotBlank();
            assertThat(log.contains(secret))
                    .as(() -> "the log has " + around(log, secret))
                    .isFalse();
            for (String answer : Transcript.answers()) {
                assertThat(answer).doesNotContain(secret);
            }
        }
        assertThat(log.contains("Signature=")).as("the log has a link").isFalse();
    }

    private static String around(String log, String secret) {
        int at = log.indexOf(secret);
        return log.substring(Math.max(0, at - 500), Math.min(log.length(), at + 200));
    }

    private static String succeed(Api caller, Fleet.Instance instance) {
        JsonNode file = caller.finished(instance.id()).get("list").get(0);
        caller.job(file.get("workflow_id").textValue()).ok();
        for (String path : List.of(
                "/v3/" + caller.project() + "/instances",
                "/v3/" + caller.project() + "/tasklist",
                "/v3/auth/projects",
                "/v3/auth/catalog",
                "/q/metrics",
                "/q/health",
                "/q/openapi")) {
            assertThat(caller.get(path).status()).as(path).isEqualTo(200);
        }
        Api.send(caller.request("/v3/auth/tokens")
                .header("X-Subject-Token", caller.token())
                .GET());
        SignedCaller.of(SHARED).get("/v3/" + caller.project() + "/instances").ok();
        Links.bytes(file.get("file_link").textValue());
        return file.get("file_link").textValue();
    }

    private static void fail(Api caller, Fleet.Instance instance, String link) {
        String login = "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"%s\","
                + "\"domain\":{\"name\":\"Default\"},\"password\":\"%s\"}}}}%s";
        for (String end : List.of("}", "", "]", ",\"x\":1}}")) {
            String body = login.formatted(Fleet.USER, WRONG_PASSWORD, end);
            Api.send(caller.withoutToken().request("/v3/auth/tokens").POST(BodyPublishers.ofString(body)));
        }
        String half = caller.token().substring(0, caller.token().length() - 5);
        caller.withToken(half).download(instance.id()).error(401, "APIGW.0301");
        caller.download(instance.id(), "{\"workflow_id\":\"" + caller.token() + "\"}")
                .error(400, "DBS.280001");
        caller.download(instance.id(), "{\"" + caller.token() + "\"").error(400, "DBS.280001");
        caller.job(caller.token()).error(400, "DBS.280001");
        Links.get(link.replace("Signature=", "Signature=A"));
        Fleet.Node refused = Fleet.Node.sql("master", SHARED.node().postgres(), "postgres", WRONG_PASSWORD);
        Fleet.Instance faulty = SHARED.add(Fleet.Instance.of("locked_out", refused));
        caller.download(faulty.id()).error(409, "DBS.200011");
    }

    private static List<String> secrets() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(
                Fleet.PASSWORD,
                WRONG_PASSWORD,
                SHARED.fleet().accessSecret().value(),
                SHARED.statePassword().value(),
                SHARED.node().postgres().dataSource("postgres").getPassword()));
        for (String token : Transcript.tokens()) {
            // Stories also send what is no token at all, down to single letters.
            if (token.length() > 20) {
                secrets.add(token);
            }
        }
        try (var connection = SHARED.state().dataSource("postgres").getConnection();
                var statement = connection.createStatement();
                var keys = statement.executeQuery("SELECT secret FROM signing_key")) {
            while (keys.next()) {
                byte[] key = keys.getBytes(1);
                secrets.add(HexFormat.of().formatHex(key));
                secrets.add(Base64.getEncoder().withoutPadding().encodeToString(key));
                secrets.add(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
            }
        }
        assertThat(secrets).hasSizeGreaterThan(10);
        return secrets;
    }
}
