package io.logferry.wiring;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key of a server, which can be replaced while the server runs. Each handshake first asks for an alias, then for the certificate and the key of this
 * alias. So the alias contains the number of its pair, and a handshake that is running during a renewal ends with the pair that it began with.
 */
final class RenewableKey extends X509ExtendedKeyManager {
    private static final String SEPARATOR = ":";

    /** The current pair and the one before. */
    private volatile List<Pair> pairs;

    private record Pair(int number, X509KeyManager keys) {}

    RenewableKey(X509KeyManager first) {
        pairs = List.of(new Pair(0, first));
    }

    /** Uses these keys for every handshake that begins from now on. */
    synchronized void renew(X509KeyManager keys) {
        Pair last = pairs.getFirst();
        pairs = List.of(new Pair(last.number() + 1, keys), last);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseServerAlias(type, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        Pair pair = pairs.getFirst();
        String alias = pair.keys().chooseServerAlias(type, issuers, socket);
        return alias == null ? null : pair.number() + SEPARATOR + alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return pair(alias)
                .map(pair -> pair.keys().getCertificateChain(within(alias)))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return pair(alias).map(pair -> pair.keys().getPrivateKey(within(alias))).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        String alias = chooseServerAlias(type, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private Optional<Pair> pair(String alias) {
        return pairs.stream()
                .filter(pair -> alias.startsWith(pair.number() + SEPARATOR))
                .findFirst();
    }

    private static String within(String alias) {
        return alias.substring(alias.indexOf(SEPARATOR) + 1);
    }
}
