package io.logferry.instance;

import io.logferry.id.Secret;
import java.util.Optional;

/**
 * How to reach a node's PostgreSQL. Callers never see any of this.
 *
 * @param host a name or an address; an IPv6 address has no brackets
 * @param sslMode libpq's {@code sslmode}: disable, allow, prefer, require, verify-ca or verify-full
 * @param sslRootCert a PEM file with the authorities that may have signed the server's certificate; present for verify-ca and verify-full
 * @param clientCertificate for servers that ask for one
 */
public record NodeAddress(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        String sslMode,
        Optional<String> sslRootCert,
        Optional<ClientCertificate> clientCertificate) {
    /**
     * Two PEM files.
     *
     * @param key in PKCS#8
     */
    public record ClientCertificate(String certificate, String key) {}

    public NodeAddress(
            String host,
            int port,
            String database,
            String user,
            Secret password,
            String sslMode,
            Optional<String> sslRootCert) {
        this(host, port, database, user, password, sslMode, sslRootCert, Optional.empty());
    }
}
