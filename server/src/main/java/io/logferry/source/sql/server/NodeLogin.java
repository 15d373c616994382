package io.logferry.source.sql.server;

import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeAddress.ClientCertificate;
import io.logferry.source.LogSourceException;
import io.logferry.source.sql.wire.BoundedSocketFactory;
import io.logferry.source.sql.wire.BoundedSslFactory;
import io.logferry.tls.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Logs in to a node's PostgreSQL, and leaves the session as the server has made it: a pooler may give it to others. */
final class NodeLogin {
    private static final int CONNECT_SECONDS = 3;
    /** How long the server may be silent; longer than any statement of ours may run. */
    static final int SILENCE_SECONDS = 30;
    /** What PostgreSQL itself has by default is 4096. Each costs a little of a core, so that a server may not ask for any number of them. */
    static final int SCRAM_ITERATIONS = 100_000;
    /** The driver then names us when it logs in, and not by statements of its own, which a server may log. */
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
            // and not what lies in the home of whoever runs this
            source.setSslCert("");
            source.setSslKey("");
        });
        source.setSslfactory(BoundedSslFactory.class.getName());
        source.setSocketFactory(BoundedSocketFactory.class.getName());
        source.setScramMaxIterations(SCRAM_ITERATIONS);
        source.setGssEncMode("disable");
        source.setApplicationName("logferry");
        source.setAssumeMinServerVersion(OLDEST_VERSION);
        // several statements in one message are one transaction, and one entry of the server's log; nothing is ever
        // prepared
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

    /** Where the file can't be read any more, the driver will say so. */
    private static Optional<String> keyAlgorithm(ClientCertificate own) {
        try {
            return PemFile.keyAlgorithm(Files.readAllBytes(Path.of(own.key())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The data source makes a URL of it. */
    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
