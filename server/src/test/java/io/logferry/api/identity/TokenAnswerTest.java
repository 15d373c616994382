package io.logferry.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.Domain;
import io.logferry.identity.Project;
import io.logferry.identity.Token;
import io.logferry.identity.User;
import io.logferry.instance.InventoryFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenAnswerTest {
    private static final ProjectId ORDERS = new ProjectId("0483b6b16e954cb88930a360d2c4e663");
    private static final User DEMO =
            new User("u1", "demo", Domain.DEFAULT, new Secret("hash"), Map.of(ORDERS, Set.of("reader")), List.of());
    private static final Instant ISSUED = Instant.parse("2026-11-24T07:12:37Z");

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void a_scoped_token_is_written_as_keystone_writes_it() throws Exception {
        Project project = new Project(ORDERS, "eu-de_orders", "Acme");
        Token token =
                new Token("t1", DEMO, Optional.of(project), List.of("password"), ISSUED, ISSUED.plusSeconds(86_400));

        JsonNode written = json.valueToTree(TokenAnswer.of(token, Optional.of(catalog("region: eu-de"))));

        String acme = Domain.named("Acme").id();
        assertThat(acme).matches("[0-9a-f]{32}");
        assertThat(withoutDerivedIds(written.get("token"))).isEqualTo(json.readTree("""
                {"methods":["password"],
                 "user":{"domain":{"id":"default","name":"Default"},"id":"u1","name":"demo","password_expires_at":null},
                 "audit_ids":["t1"],
                 "expires_at":"2026-11-25T07:12:37.000000Z",
                 "issued_at":"2026-11-24T07:12:37.000000Z",
                 "project":{"domain":{"id":"%s","name":"Acme"},"id":"0483b6b16e954cb88930a360d2c4e663","name":"eu-de_orders"},
                 "is_domain":false,
                 "roles":[{"id":"","name":"reader"}],
                 "catalog":[
                   {"id":"","type":"rdsv3","name":"rdsv3","endpoints":[{"id":"","interface":"public","region":"eu-de","region_id":"eu-de",
                     "url":"https://logs.example/v3/0483b6b16e954cb88930a360d2c4e663"}]},
                   {"id":"","type":"identity","name":"identity","endpoints":[{"id":"","interface":"public","region":"eu-de","region_id":"eu-de",
                     "url":"https://logs.example/v3"}]}]}""".formatted(acme)));
    }

    @Test
    void an_unscoped_token_has_no_project_roles_and_catalog() {
        Token token = new Token("t1", DEMO, Optional.empty(), List.of("password"), ISSUED, ISSUED.plusSeconds(60));
        JsonNode written = json.valueToTree(TokenAnswer.of(token, Optional.empty()));
        assertThat(written.get("token").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("methods", "user", "audit_ids", "expires_at", "issued_at");
    }

    @Test
    void a_project_has_an_endpoint_in_each_region_of_its_instances_and_always_one() throws Exception {
        assertThat(catalog("region: eu-de", "region: eu-nl", "region: eu-de")
                        .getFirst()
                        .endpoints())
                .extracting(Catalog.Endpoint::region)
                .containsExactly("eu-de", "eu-nl");
        assertThat(catalog("status: ACTIVE").getFirst().endpoints())
                .extracting(Catalog.Endpoint::region)
                .containsExactly("default");
        assertThat(catalog().getFirst().endpoints()).hasSize(1);
    }

    private List<Catalog.Service> catalog(String... instances) throws Exception {
        StringBuilder text =
                new StringBuilder("projects:\n  - id: " + ORDERS + "\n    name: eu-de_orders\n    instances:\n");
        for (int i = 0; i < instances.length; i++) {
            text.append("""
                          - id: %032din03
                            name: db%d
                            %s
                            nodes: [ { id: %032dno03, name: node, role: master, log: { source: directory, path: /mnt/log } } ]
                    """.formatted(i, i, instances[i], i));
        }
        Path file = Files.writeString(folder.resolve("inventory.yaml"), text);
        try (InventoryFile inventory = new InventoryFile(file, Map.of())) {
            return new Catalog(inventory).of(ORDERS, URI.create("https://logs.example"));
        }
    }

    /** Ids that are derived from names must be there, and look like ids. */
    private JsonNode withoutDerivedIds(JsonNode token) throws Exception {
        assertThat(token.findValuesAsText("id"))
                .filteredOn(id -> id.matches("[0-9a-f]{32}"))
                .hasSizeGreaterThan(5);
        String[] kept = {ORDERS.value(), Domain.named("Acme").id()};
        String text = json.writeValueAsString(token);
        return json.readTree(
                text.replaceAll("\"id\":\"(?!" + String.join("|", kept) + ")[0-9a-f]{32}\"", "\"id\":\"\""));
    }
}
