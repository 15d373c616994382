package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's OpenStack client with nothing but OS_* variables, as up.env has them. */
class OpenStackStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void openstackclient_gets_a_token_for_the_project() throws Exception {
        JsonNode token = openstack("token", "issue", "-f", "json");
        assertThat(token.get("project_id").textValue())
                .isEqualTo(SHARED.fleet().project().value());
        assertThat(token.get("expires").textValue()).matches("20\\d\\d-.*");
        Api holder = SHARED.api().withToken(Transcript.token(token.get("id").textValue()));
        holder.get("/v3/" + holder.project() + "/instances").ok();
    }

    @Test
    void the_catalog_has_the_address_of_the_service() throws Exception {
        JsonNode catalog = openstack("catalog", "list", "-f", "json");
        List<String> types = new ArrayList<>();
        for (JsonNode service : catalog) {
            types.add(service.get("Type").textValue());
            if (service.get("Type").textValue().equals("rdsv3")) {
                assertThat(service.get("Endpoints").get(0).get("url").textValue())
                        .isEqualTo(SHARED.server().endpoint() + "/v3/"
                                + SHARED.fleet().project());
            }
        }
        assertThat(types).containsExactlyInAnyOrder("rdsv3", "identity");
    }

    private JsonNode openstack(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openstack"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        builder.environment()
                .putAll(Map.of(
                        "OS_AUTH_URL",
                        SHARED.server().endpoint() + "/v3",
                        "OS_IDENTITY_API_VERSION",
                        "3",
                        "OS_USERNAME",
                        Fleet.USER,
                        "OS_PASSWORD",
                        Fleet.PASSWORD,
                        "OS_USER_DOMAIN_NAME",
                        "Default",
                        "OS_PROJECT_NAME",
                        Fleet.PROJECT_NAME,
                        "OS_PROJECT_DOMAIN_NAME",
                        "Default",
                        "no_proxy",
                        "127.0.0.1"));
        Process client = builder.start();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).as(() -> output + errors()).isZero();
        return JSON.readTree(output);
    }

    private String errors() {
        try {
            return java.nio.file.Files.readString(folder.resolve("errors"));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
