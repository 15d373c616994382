package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deploy/kubernetes/logferry.yaml promises to whoever applies it. */
class KubernetesManifestTest {
    private final KubernetesManifest manifest;

    KubernetesManifestTest() throws Exception {
        manifest = KubernetesManifest.read();
    }

    @Test
    void only_the_namespace_of_the_ingress_controller_may_connect() {
        List<?> rules = (List<?>) manifest.at("NetworkPolicy", "logferry", "spec", "ingress");
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            List<?> from = (List<?>) ((Map<?, ?>) rule).get("from");
            assertThat(from).isNotEmpty().allSatisfy(peer -> {
                Map<?, ?> namespaces = (Map<?, ?>) ((Map<?, ?>) peer).get("namespaceSelector");
                assertThat((Map<?, ?>) namespaces.get("matchLabels")).isNotEmpty();
            });
        });
        assertThat((List<?>) manifest.at("NetworkPolicy", "logferry", "spec", "policyTypes"))
                .isEqualTo(List.of("Ingress", "Egress"));
    }

    @Test
    void no_secret_is_in_a_config_map() {
        assertThat(manifest.names("ConfigMap"))
                .allSatisfy(name -> assertThat(
                                manifest.at("ConfigMap", name, "data").toString())
                        .doesNotContainPattern("users:|_PASSWORD|_SECRET_KEY|_ACCESS_KEY|password: (?!\\$\\{file:)"));
        assertThat(manifest.at("Secret", "logferry-files", "stringData", "users.yaml"))
                .asString()
                .contains("users:");
    }

    @Test
    void every_path_in_a_setting_is_mounted() {
        Map<String, String> files = manifest.files();
        Map<String, String> environment = manifest.environment();
        assertThat(files)
                .containsKeys(environment.get("LOGFERRY_INVENTORY"), environment.get("LOGFERRY_IDENTITY_USERS"));
        assertThat(files.get(environment.get("LOGFERRY_INVENTORY")))
                .contains("${file:/etc/logferry-secrets/orders.password}", "sslrootcert: /etc/logferry-ca/pg-ca.pem");
        assertThat(files).containsKeys("/etc/logferry-secrets/orders.password", "/etc/logferry-ca/pg-ca.pem");
    }

    @Test
    void certificates_of_nodes_and_of_the_state_database_are_verified() {
        assertThat(manifest.environment().get("LOGFERRY_DATABASE_URL"))
                .contains("sslmode=verify-full&sslrootcert=/etc/logferry-ca/pg-ca.pem");
        assertThat(manifest.files().get("/etc/logferry/inventory.yaml")).contains("sslmode: verify-full");
    }

    @Test
    void the_probes_are_patient_with_a_busy_replica() {
        for (String probe : List.of("readinessProbe", "livenessProbe")) {
            Map<?, ?> settings = (Map<?, ?>) manifest.container().get(probe);
            assertThat((Integer) settings.get("failureThreshold")).as(probe).isGreaterThanOrEqualTo(3);
            assertThat((Integer) settings.get("timeoutSeconds")).as(probe).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void the_manifest_turns_variables_of_services_off() {
        assertThat(manifest.at("Deployment", "logferry", "spec", "template", "spec", "enableServiceLinks"))
                .isEqualTo(false);
    }
}
