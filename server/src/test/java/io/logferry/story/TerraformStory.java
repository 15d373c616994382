package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.identity.signature.RequestSigner.Dialect;
import io.logferry.identity.signature.RequestSigner.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The way of the vendor's Terraform provider, with the signatures of its Go client: an instance counts as there when the list says ACTIVE,
 * and of the links' answer only the first entry's status is looked at, which may be EXPORTING until it is SUCCESS.
 */
class TerraformStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SignedCaller provider = SignedCaller.of(SHARED, Fleet.USER, Dialect.CREDENTIAL);
    private final String instances = "/v3/" + SHARED.fleet().project() + "/instances";

    @Test
    void the_links_are_read_as_the_provider_reads_them() throws Exception {
        SharedServer.LoggedNode master = SHARED.loggedNode("master");
        SharedServer.LoggedNode slave = SHARED.loggedNode("slave");
        Files.writeString(master.log().resolve("postgresql.log"), "LOG:  of the master\n");
        Files.writeString(slave.log().resolve("postgresql.log"), "LOG:  of the slave\n");
        // The slave is declared first, and yet the first entry must be the master's.
        Fleet.Instance instance = SHARED.add(Fleet.Instance.of("terraformed", slave.node(), master.node()));
        String id = instance.id().value();

        JsonNode found = provider.get(instances, new Parameter("id", id)).ok().get("instances");
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.get(0).get("status").textValue()).isEqualTo("ACTIVE");

        Answer first = provider.post(instances + "/" + id + "/errorlog-download", "");
        assertThat(first.header("Retry-After")).isEqualTo("1");
        List<String> states = new ArrayList<>(
                List.of(first.ok().get("list").get(0).get("status").textValue()));
        JsonNode list = await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> refresh(id, states), entries -> states.getLast().equals("SUCCESS"));
        assertThat(states.getFirst()).isEqualTo("EXPORTING");
        assertThat(states).containsOnly("EXPORTING", "SUCCESS");
        assertThat(provider.post(instances + "/" + id + "/errorlog-download", "")
                        .header("Retry-After"))
                .as("there is nothing to wait for")
                .isEmpty();
        assertThat(Links.bytes(list.get(0).get("file_link").textValue()))
                .isEqualTo("LOG:  of the master\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_unknown_instance_is_an_empty_list() {
        for (String id : List.of("f".repeat(32) + "in03", "no-id")) {
            JsonNode answer = provider.get(instances, new Parameter("id", id)).ok();
            assertThat(answer.get("instances").isEmpty()).isTrue();
            assertThat(answer.get("total_count").intValue()).isZero();
        }
    }

    /** One look at the links; an empty list ends the provider's waiting with an error. */
    private JsonNode refresh(String instance, List<String> states) {
        JsonNode list = provider.post(instances + "/" + instance + "/errorlog-download", "")
                .ok()
                .get("list");
        assertThat(list.isEmpty()).isFalse();
        states.add(list.get(0).get("status").textValue());
        return list;
    }
}
