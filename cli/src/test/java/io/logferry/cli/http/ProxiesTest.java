package io.logferry.cli.http;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final String NOWHERE = "//rds.invalid";

    @Test
    void the_command_reaches_servers_through_the_proxy() {
        try (ScriptedServer proxy = new ScriptedServer()) {
            proxy.on("GET /v3", json(200, "{}"));
            Http http = http(Map.of("http_proxy", proxy.uri("/").toString()));
            assertThat(http.exchange(Http.request(URI.create("http:" + NOWHERE + "/v3"))
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(proxy.asked("GET /v3"))
                    .singleElement()
                    .extracting(asked -> asked.header("Host"))
                    .isEqualTo("rds.invalid");
        }
    }

    @Test
    void a_proxy_gets_its_password() {
        try (ScriptedServer proxy = new ScriptedServer()) {
            proxy.on("GET /v3", json(200, "{}"));
            Http http = http(Map.of(
                    "HTTP_PROXY",
                    "http://me:pass%20word@127.0.0.1:" + proxy.uri("/").getPort()));
            assertThat(http.exchange(Http.request(URI.create("http:" + NOWHERE + "/v3"))
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(proxy.asked("GET /v3").getLast().header("Proxy-Authorization"))
                    .isEqualTo("Basic bWU6cGFzcyB3b3Jk");
        }
    }

    @Test
    void a_refused_login_is_reported_with_and_without_a_proxys_password() {
        try (ScriptedServer proxy = new ScriptedServer()) {
            proxy.on("GET /v3", json(401, "{}"));
            int port = proxy.uri("/").getPort();
            for (String user : List.of("", "me:password@")) {
                Http http = http(Map.of("http_proxy", "http://" + user + "127.0.0.1:" + port));
                assertThat(http.exchange(Http.request(URI.create("http:" + NOWHERE + "/v3"))
                                        .build())
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void if_a_proxy_refuses_its_password_the_message_names_the_proxy() {
        try (ScriptedServer proxy = new ScriptedServer()) {
            proxy.on("GET /v3", json(407, "", "Proxy-Authenticate", "Basic realm=\"x\""));
            Http http = http(Map.of(
                    "http_proxy", "http://me:hidden@127.0.0.1:" + proxy.uri("/").getPort()));
            assertThatThrownBy(() -> http.exchange(
                            Http.request(URI.create("http:" + NOWHERE + "/v3")).build()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NETWORK))
                    .hasMessageContaining("of http_proxy")
                    .hasMessageContaining("407")
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void https_uses_a_tunnel_and_if_it_is_refused_the_message_names_the_proxy() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BlockingQueue<String> asked = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> refuse(proxy, asked));
            Http http = http(Map.of("https_proxy", "http://me@127.0.0.1:" + proxy.getLocalPort()));
            assertThatThrownBy(() -> http.exchange(
                            Http.request(URI.create("https:" + NOWHERE + "/v3")).build()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("https://rds.invalid through the proxy 127.0.0.1:" + proxy.getLocalPort()
                            + " of https_proxy")
                    .extracting(failure -> ((Failure) failure).exitCode())
                    .isEqualTo(ExitCode.NETWORK);
            assertThat(asked.poll(1, TimeUnit.MINUTES))
                    .startsWith("CONNECT rds.invalid:443 ")
                    .contains("Proxy-Authorization: Basic bWU6\n");
        }
    }

    private static void refuse(ServerSocket proxy, BlockingQueue<String> asked) {
        while (!proxy.isClosed()) {
            try (Socket caller = proxy.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
                StringBuilder head = new StringBuilder();
                for (String line = in.readLine(); !String.valueOf(line).isEmpty(); line = in.readLine()) {
                    head.append(line).append('\n');
                }
                asked.add(head.toString());
                caller.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                asked.add(String.valueOf(ended.getMessage()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://rds.example/v3        | HTTPS_PROXY=http://secure:3128         | secure:3128",
                "http://rds.example:8080/v3    | HTTP_PROXY=plain:3128                  | plain:3128",
                "https://rds.example/v3        | https_proxy=http://secure/             | secure:80",
                "https://rds.example/v3        | all_proxy=http://any:1                 | any:1",
                "https://rds.example/v3        | HTTP_PROXY=plain:3128                  | direct",
                "https://rds.example/v3        | ALL_PROXY=any:1;NO_PROXY=example       | direct",
                "https://rds.example/v3        | ALL_PROXY=any:1;no_proxy=a, .Example   | direct",
                "https://rds.example/v3        | ALL_PROXY=any:1;NO_PROXY=*.example     | direct",
                "https://rds.example/v3        | ALL_PROXY=any:1;NO_PROXY=*             | direct",
                "https://rds.example/v3        | ALL_PROXY=any:1;NO_PROXY=ds.example    | any:1",
                "https://rds.example/v3        | ALL_PROXY=any:1;NO_PROXY=example:443   | direct",
                "https://rds.example:8443/v3   | ALL_PROXY=any:1;NO_PROXY=example:443   | any:1",
                "https://10.1.2.3/v3           | ALL_PROXY=any:1;NO_PROXY=10.0.0.0/15   | direct",
                "https://10.2.2.3/v3           | ALL_PROXY=any:1;NO_PROXY=10.0.0.0/15   | any:1",
                "https://10.1.2.3/v3           | ALL_PROXY=any:1;NO_PROXY=2.3           | any:1",
                "https://[fd00::1]/v3          | ALL_PROXY=any:1;NO_PROXY=fd00::/8      | direct",
                "http://127.0.0.1:8080/v3      | ALL_PROXY=any:1                        | direct",
                "http://localhost:8080/v3      | ALL_PROXY=any:1                        | direct",
                "http://[::1]:8080/v3          | ALL_PROXY=any:1                        | direct",
            })
    void the_variables_select_the_proxy(String uri, String variables, String expected) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(";")) {
            String[] pair = variable.split("=", 2);
            environment.put(pair[0], pair[1]);
        }
        Proxy proxy = Proxies.ofEnvironment(environment).select(URI.create(uri)).getFirst();
        String told = proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "direct";
        assertThat(told).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://me:hidden@proxy:1080", "https://me:hidden@proxy", "http://me:hid den@proxy", ":"})
    void the_message_about_an_unsupported_proxy_does_not_contain_its_password(String value) {
        Proxies proxies = Proxies.ofEnvironment(Map.of("HTTPS_PROXY", value));
        assertThatThrownBy(() -> proxies.select(URI.create("https:" + NOWHERE)))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("HTTPS_PROXY is not the address of an HTTP proxy")
                .hasMessageNotContaining("hid")
                .hasNoCause();
    }

    private static Http http(Map<String, String> environment) {
        return new Http(null, Proxies.ofEnvironment(environment), wait -> {});
    }
}
