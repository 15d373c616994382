package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeAddress.ClientCertificate;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.wire.BoundedSocket;
import io.logferry.source.sql.wire.BoundedSslSocket;
import io.logferry.tls.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Logs in to a node's PostgreSQL. Changes no setting of the session, because a pooler may give it to other clients. */
final class NodeLogin {
    private static final int CONNECT_SECONDS = 3;
    /** How long the server may be silent; longer than any of our statements may run. */
    static final int SILENCE_SECONDS = 30;
    /** PostgreSQL's default is 4096. Each iteration costs processor time, so a server must not choose any number. */
    static final int SCRAM_ITERATIONS = 100_000;
    /** With this version the driver sends our name when it logs in, and not in a separate statement, which a server may log. */
    private static final String OLDEST_VERSION = "13";

    private NodeLogin() {}

    static Connection connect(Node node) throws LogSourceException {
        try {
            return dataSource(node.address().orElseThrow()).getConnection();
        } catch (SQLException e) {
            throw LoginFault.of(node, e);
        }
    }

    private static PGSimpleDataSource dataSource(NodeAddress address) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {inUrl(address.host())});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        source.setPassword(address.password().value());
        source.setSslMode(address.sslMode());
        address.sslRootCert().ifPresent(source::setSslRootCert);
        address.clientCertificate().ifPresentOrElse(own -> identify(source, own), () -> {
            // otherwise the driver takes the files in the home directory
            source.setSslCert("");
            source.setSslKey("");
        });
        source.setSslfactory(BoundedSslSocket.Factory.class.getName());
        source.setSocketFactory(BoundedSocket.Factory.class.getName());
        source.setScramMaxIterations(SCRAM_ITERATIONS);
        source.setGssEncMode("disable");
        source.setApplicationName("logferry");
        source.setAssumeMinServerVersion(OLDEST_VERSION);
        // several statements in one message are one transaction and one entry of the server's log; nothing is prepared
        source.setPreferQueryMode(PreferQueryMode.SIMPLE);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SILENCE_SECONDS);
        source.setTcpKeepAlive(true);
        return source;
    }

    private static void identify(PGSimpleDataSource source, ClientCertificate own) {
        source.setSslCert(own.certificate());
        source.setSslKey(own.key());
        keyAlgorithm(own).ifPresent(source::setPemKeyAlgorithm);
    }

    /** If the file can't be read any more, the driver reports it. */
    private static Optional<String> keyAlgorithm(ClientCertificate own) {
        try {
            return PemFile.keyAlgorithm(Files.readAllBytes(Path.of(own.key())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The data source puts the host into a URL. */
    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
