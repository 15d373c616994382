package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kubernetes and Docker put into a container's environment for each service is not taken for a setting. */
class ServiceVariablesStory {
    /** Names of services whose variables are named like settings, ours or Quarkus's, or nearly so. */
    private static final List<String> SERVICES = List.of(
            "logferry",
            "logferry-bind",
            "logferry-database",
            "logferry-export",
            "logferry-home",
            "logferry-identity",
            "logferry-identity-keystone",
            "logferry-inventory",
            "logferry-link",
            "logferry-management",
            "logferry-public-url",
            "logferry-store",
            "logferry-store-local",
            "logferry-store-s3",
            "logferry-tls",
            "quarkus",
            "quarkus-datasource",
            "quarkus-http",
            "quarkus-http-ssl",
            "quarkus-management");

    @TempDir
    private Path folder;

    @Test
    void kubernetes_variables_of_services_named_like_settings_are_ignored() {
        Map<String, String> environment = settings();
        environment.putAll(ofServices("tcp", "10.96.12.34"));
        assertServes(environment);
    }

    @Test
    void variables_with_another_protocol_or_an_ipv6_address_are_ignored_too() {
        Map<String, String> environment = settings();
        environment.putAll(ofServices("udp", "[fd00:10:96::a]"));
        environment.put("LOGFERRY_PORT", "sctp://[fd00:10:96::a]:80");
        assertServes(environment);
    }

    @Test
    void a_mistyped_port_is_an_error() {
        Map<String, String> environment = settings();
        environment.put("LOGFERRY_PORT", "abc");
        assertThatThrownBy(() -> started(environment))
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("logferry.port")
                .hasMessageContaining("abc");
    }

    private void assertServes(Map<String, String> environment) {
        try (RunningServer server = started(environment)) {
            assertThat(server.process().output()).contains("Listening on: http://127.0.0.1:");
        }
    }

    private RunningServer started(Map<String, String> environment) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return RunningServer.by(
                List.of(java, portBelow(folder), "-jar", RunningServer.jar()), folder.resolve("home"), environment);
    }

    private Map<String, String> settings() {
        Map<String, String> environment = new HashMap<>();
        new Fleet(folder)
                .write()
                .settings()
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        environment.put("LOGFERRY_HOME", folder.resolve("home").toString());
        environment.put("LOGFERRY_BIND", "127.0.0.1");
        return environment;
    }

    private static Map<String, String> ofServices(String protocol, String address) {
        Map<String, String> variables = new HashMap<>();
        SERVICES.forEach(service -> variables.putAll(ofService(service, protocol, address)));
        return variables;
    }

    /** As a kubelet sets them in each container of the namespace. */
    static Map<String, String> ofService(String name, String protocol, String address) {
        String service = name.toUpperCase(Locale.ROOT).replace('-', '_');
        String port = service + "_PORT_80_" + protocol.toUpperCase(Locale.ROOT);
        return Map.of(
                service + "_SERVICE_HOST",
                address,
                service + "_SERVICE_PORT",
                "80",
                service + "_SERVICE_PORT_HTTP",
                "80",
                service + "_PORT",
                protocol + "://" + address + ":80",
                port,
                protocol + "://" + address + ":80",
                port + "_PROTO",
                protocol,
                port + "_PORT",
                "80",
                port + "_ADDR",
                address);
    }

    /** An option of the JVM: a free port, from where it counts less than the environment; the default may be another test's. */
    static String portBelow(Path folder) {
        try {
            return "-Dsmallrye.config.locations="
                    + Files.writeString(folder.resolve("lower.properties"), "config_ordinal=290\nlogferry.port=0\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
