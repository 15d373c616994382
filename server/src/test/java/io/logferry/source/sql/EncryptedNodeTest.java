package io.logferry.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.BreakableWay;
import io.logferry.TestAuthority;
import io.logferry.TestAuthority.Issued;
import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeAddress.ClientCertificate;
import io.logferry.instance.NodeRole;
import io.logferry.retry.Patience;
import io.logferry.retry.Patience.Pause;
import io.logferry.source.CollectingSink;
import io.logferry.source.GrantsScript;
import io.logferry.source.LogServer;
import io.logferry.source.LogSource;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.copy.LogCopy;
import io.logferry.source.node.NodeLogSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with TLS. Each reason why a connection fails has a different message. */
class EncryptedNodeTest {
    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority another;
    private static LogServer server;
    private static LogServer plain;
    private static Secret reader;
    private static Secret certified;

    private final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(Files.createDirectory(folder.resolve("authority")));
        another = new TestAuthority(Files.createDirectory(folder.resolve("another")));
        show(authority.issue());
        server = LogServer.start(
                folder.resolve("server"),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", folder.resolve("shown.pem").toString(),
                        "ssl_key_file", folder.resolve("shown.key").toString(),
                        "ssl_ca_file", authority.certificate().toString()));
        reader = server.login("reader");
        certified = server.login("certified");
        server.login("unwanted");
        GrantsScript.run(server, "reader");
        GrantsScript.run(server, "certified");
        Path rules = server.postgres().dataDirectory().resolve("pg_hba.conf");
        Files.writeString(rules, """
                host all unwanted 127.0.0.1/32 reject
                hostssl all certified 127.0.0.1/32 scram-sha-256 clientcert=verify-full
                """ + Files.readString(rules));
        server.execute("SELECT pg_reload_conf()");
        plain = LogServer.start(folder.resolve("plain"), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
        plain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefer", "require", "verify-ca", "verify-full"})
    void a_log_is_copied_completely_over_tls(String sslMode) throws Exception {
        CollectingSink sink = new CollectingSink();
        source.copyTo(node(server, "reader", reader, sslMode, authority.certificate(), Optional.empty()), sink);
        assertThat(sink.bytes()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048", "ed25519"})
    void a_client_certificate_is_sent_if_the_server_requests_it(String key) throws Exception {
        Issued own = secured(authority.issueTo("certified", key));
        source.probe(certified(own));
    }

    @Test
    void the_message_tells_whether_a_server_requires_a_client_certificate_or_refuses_it() throws Exception {
        assertRefused(
                node(server, "certified", certified, "require", authority.certificate(), Optional.empty()),
                "wants a client certificate: set sslcert and sslkey in the inventory");
        assertRefused(
                certified(secured(authority.issueTo("somebody"))),
                "refuses user, password or client certificate (PostgreSQL doesn't tell which)");
        // the server's alert may be lost with the connection, so the refusal may be unknown
        Node stranger = certified(secured(another.issueTo("certified")));
        assertThat(catchThrowableOfType(LogSourceException.class, () -> source.probe(stranger)))
                .hasMessageContaining("may not know who signed the client certificate");
    }

    /** For example if the server is killed, or a relay stops, at this moment: the bytes are those of the server's first answers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 6, 200})
    void a_connection_that_is_cut_while_tls_is_being_agreed_on_is_waited_for(long bytes) throws Exception {
        try (BreakableWay way = new BreakableWay(server.postgres().port())) {
            Node node = at(way.port(), verified(authority.certificate(), "127.0.0.1"));
            way.cutAnswersAfter(bytes);
            LogSourceException failure =
                    catchThrowableOfType(LogSourceException.class, () -> source.copyTo(node, new CollectingSink()));
            assertThat(failure).isNotNull();
            assertThat(failure.fault()).as("%s", failure.getCause()).isEqualTo(Fault.UNREACHABLE);

            way.cutAnswersAfter(bytes);
            CollectingSink sink = new CollectingSink();
            Patience patience = new Patience(Duration.ofMinutes(10));
            new NodeLogSource(
                            LogSource.Limits.NONE, patience, InstantSource.system(), Pause.SLEEP, LogCopy.Observer.NONE)
                    .copyTo(node, sink);
            assertThat(sink.bytes()).isNotEmpty();
        }
    }

    @Test
    void a_server_that_refuses_the_handshake_by_an_alert_is_not_waited_for() throws Exception {
        byte[] handshakeFailure = {21, 3, 3, 0, 2, 2, 40};
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getInputStream().readNBytes(8);
                    socket.getOutputStream().write('S');
                    // the client's hello
                    socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write(handshakeFailure);
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertRefused(
                    at(listening.getLocalPort(), verified(authority.certificate(), "127.0.0.1")), "breaks TLS off");
        }
    }

    @Test
    void a_server_without_tls_is_reported() {
        assertRefused(
                node(plain, "postgres", new Secret("x"), "verify-full", authority.certificate(), Optional.empty()),
                "has no TLS (ssl is off there)");
    }

    @Test
    void a_missing_file_of_authorities_is_reported() {
        for (LogServer one : new LogServer[] {server, plain}) {
            assertRefused(
                    node(one, "reader", reader, "verify-full", folder.resolve("gone.pem"), Optional.empty()),
                    one == server ? "a file in the inventory can't be read" : "has no TLS");
        }
    }

    @Test
    void a_certificate_of_another_authority_is_reported() {
        assertRefused(
                verified(another.certificate(), "127.0.0.1"), "none of the authorities in sslrootcert has signed");
    }

    @Test
    void a_certificate_for_another_host_is_reported() {
        assertRefused(verified(authority.certificate(), "localhost"), "shows a certificate for another host");
    }

    @Test
    void an_expired_certificate_is_reported() throws Exception {
        show(authority.issueExpired());
        server.execute("SELECT pg_reload_conf()");
        try {
            LogServer.soon()
                    .untilAsserted(() -> assertRefused(
                            verified(authority.certificate(), "127.0.0.1"), "has expired, or isn't valid yet"));
        } finally {
            show(authority.issue());
            server.execute("SELECT pg_reload_conf()");
            Node good = verified(authority.certificate(), "127.0.0.1");
            LogServer.soon().ignoreExceptions().untilAsserted(() -> source.probe(good));
        }
    }

    @Test
    void a_wrong_password_and_a_missing_line_in_pg_hba_conf_have_different_messages() {
        Path ca = authority.certificate();
        assertRefused(
                node(server, "reader", new Secret("wrong"), "verify-full", ca, Optional.empty()),
                "refuses the login: check user, password or both");
        assertRefused(
                node(server, "nobody", new Secret("wrong"), "verify-full", ca, Optional.empty()),
                "refuses the login: check user, password or both");
        assertRefused(
                node(server, "unwanted", new Secret("x"), "verify-full", ca, Optional.empty()),
                "has no line in its pg_hba.conf that lets the login in");
    }

    private static void show(Issued issued) throws Exception {
        Files.copy(issued.certificate(), folder.resolve("shown.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.key(), folder.resolve("shown.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(folder.resolve("shown.key"), PosixFilePermissions.fromString("rw-------"));
    }

    private static Issued secured(Issued issued) throws Exception {
        Files.setPosixFilePermissions(issued.key(), PosixFilePermissions.fromString("rw-------"));
        return issued;
    }

    private static Node certified(Issued own) {
        return node(server, "certified", certified, "verify-full", authority.certificate(), Optional.of(own));
    }

    private static Node verified(Path ca, String host) {
        Node node = node(server, "reader", reader, "verify-full", ca, Optional.empty());
        NodeAddress address = node.address().orElseThrow();
        return new Node(
                node.id(),
                node.name(),
                node.role(),
                Optional.of(new NodeAddress(
                        host,
                        address.port(),
                        address.database(),
                        address.user(),
                        address.password(),
                        address.sslMode(),
                        address.sslRootCert())),
                node.log());
    }

    private static Node at(int port, Node node) {
        NodeAddress address = node.address().orElseThrow();
        return new Node(
                node.id(),
                node.name(),
                node.role(),
                Optional.of(new NodeAddress(
                        address.host(),
                        port,
                        address.database(),
                        address.user(),
                        address.password(),
                        address.sslMode(),
                        address.sslRootCert())),
                node.log());
    }

    private static Node node(
            LogServer server, String user, Secret password, String sslMode, Path ca, Optional<Issued> own) {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1",
                        server.postgres().port(),
                        "postgres",
                        user,
                        password,
                        sslMode,
                        Optional.of(ca.toString()),
                        own.map(files -> new ClientCertificate(
                                files.certificate().toString(), files.key().toString())))),
                new LogLocation.Sql(Optional.empty()));
    }

    private void assertRefused(Node node, String words) {
        LogSourceException failure = catchThrowableOfType(LogSourceException.class, () -> source.probe(node));
        assertThat(failure).as(words).isNotNull();
        assertThat(failure).hasMessageContaining("orders_node0").hasMessageContaining(words);
        assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(Fault.LOGIN_REFUSED);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1", "localhost", "FATAL", ".pem");
    }
}
