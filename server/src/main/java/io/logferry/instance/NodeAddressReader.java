package io.logferry.instance;

import io.logferry.instance.NodeAddress.ClientCertificate;
import io.logferry.tls.PemFile;
import io.logferry.yaml.YamlField;
import io.logferry.yaml.YamlMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads how to reach a node's PostgreSQL, from the fields of the node itself. */
final class NodeAddressReader {
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** A name or IPv4 address, or an IPv6 address (two colons or more). One colon would be a port, which has its own field. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_.-]{1,253}|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?");

    private NodeAddressReader() {}

    /** @param needed whether the node's log is read through SQL; if not, the address may be absent, but an incomplete one is refused */
    static Supplier<Optional<NodeAddress>> read(YamlMapping node, boolean needed) {
        var host = node.confidentialText("host")
                .check(
                        text -> HOST.matcher(text).matches(),
                        "must be a host name or an IP address alone, without scheme, port, user or brackets");
        var port = node.number("port", 1, 65535);
        var database = node.text("database");
        var user = node.text("user");
        var password = node.secret("password");
        var sslMode = node.text("sslmode").check(SSL_MODES::contains, "must be one of " + String.join(", ", SSL_MODES));
        var sslRootCert = node.file("sslrootcert", PemFile::problemOfCertificates);
        var sslCert = node.file("sslcert", PemFile::problemOfCertificates);
        var sslKey = node.file("sslkey", PemFile::problemOfKey)
                .check(
                        NodeAddressReader::isPrivate,
                        "must be a file that nobody but its owner can read (chmod 600), or root's with mode 640");
        if (!sslCert.isAbsent() || !sslKey.isAbsent()) {
            String both = "a client certificate is two files, sslcert and sslkey";
            sslCert.requiredBecause(both);
            sslKey.requiredBecause(both);
            sslMode.check(mode -> !mode.equals("disable"), "must not be disable where there is a client certificate");
        }
        if (sslMode.find().filter(mode -> mode.startsWith("verify-")).isPresent()) {
            sslRootCert.requiredBecause("sslmode " + sslMode.get()
                    + " needs a PEM file with the authorities that may have signed the server's certificate");
        }
        boolean begun = Stream.<YamlField<?>>of(
                        host, port, database, user, password, sslMode, sslRootCert, sslCert, sslKey)
                .anyMatch(field -> !field.isAbsent());
        if (!needed && !begun) {
            return Optional::empty;
        }
        String why =
                needed ? "the log is read through SQL" : "where a part of the address is given, this is needed, too";
        host.requiredBecause(why);
        user.requiredBecause(why);
        password.requiredBecause(why);
        return () -> Optional.of(new NodeAddress(
                host.get(),
                port.orElse(5432).get(),
                database.orElse("postgres").get(),
                user.get(),
                password.get(),
                sslMode.orElse("prefer").get(),
                sslRootCert.find(),
                sslCert.find().map(certificate -> new ClientCertificate(certificate, sslKey.get()))));
    }

    /** Whether only the owner can read the key: libpq and the driver refuse it otherwise. */
    private static boolean isPrivate(String key) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(Path.of(key), PosixFileAttributes.class);
            Set<PosixFilePermission> others = new HashSet<>(attributes.permissions());
            others.removeAll(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            if (attributes.owner().getName().equals("root")) {
                others.remove(PosixFilePermission.GROUP_READ);
            }
            return others.isEmpty();
        } catch (IOException gone) {
            // it was removed since it was read
            return false;
        }
    }
}
