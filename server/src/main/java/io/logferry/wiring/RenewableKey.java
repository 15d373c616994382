package io.logferry.wiring;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key of a server, which can be replaced while it serves. Each handshake asks for an alias first, and then for that alias's certificate and
 * key; so an alias names the pair that it is of, and a handshake under way at the renewal ends with the pair that it began with.
 */
final class RenewableKey extends X509ExtendedKeyManager {
    private static final char SEPARATOR = ':';

    private volatile Generations generations;

    private record Pair(int number, X509KeyManager keys) {}

    private record Generations(Pair current, Optional<Pair> previous) {
        Generations followedBy(X509KeyManager keys) {
            return new Generations(new Pair(current.number() + 1, keys), Optional.of(current));
        }

        Optional<Pair> find(int number) {
            return current.number() == number ? Optional.of(current) : previous.filter(pair -> pair.number() == number);
        }
    }

    RenewableKey(X509KeyManager first) {
        generations = new Generations(new Pair(0, first), Optional.empty());
    }

    /** For every handshake that begins from now on. */
    synchronized void renew(X509KeyManager keys) {
        generations = generations.followedBy(keys);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseServerAlias(type, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        Pair pair = generations.current();
        String alias = pair.keys().chooseServerAlias(type, issuers, socket);
        return alias == null ? null : pair.number() + String.valueOf(SEPARATOR) + alias;
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
        return generations.find(Integer.parseInt(alias.substring(0, alias.indexOf(SEPARATOR))));
    }

    private static String within(String alias) {
        return alias.substring(alias.indexOf(SEPARATOR) + 1);
    }
}
