package io.logferry.identity.keystone;

import io.logferry.identity.IdentityUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** Calls of which those that ask the same at the same time share one. */
final class SharedCalls<K, V> {
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private final ConcurrentHashMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    interface Call<V> {
        V run() throws IdentityUnavailableException;
    }

    /**
     * The outcome of a call that is under way for the key, or else of this one.
     *
     * @param mayWait whether to wait for a call that is under way; if not, there is no answer now
     */
    V share(K key, boolean mayWait, Call<V> call) throws IdentityUnavailableException {
        CompletableFuture<V> own = new CompletableFuture<>();
        CompletableFuture<V> other = underWay.putIfAbsent(key, own);
        if (other == null) {
            return run(key, own, call);
        }
        if (!mayWait) {
            throw new IdentityUnavailableException("Keystone is out of reach", WHILE_AWAY);
        }
        return outcome(other);
    }

    private V run(K key, CompletableFuture<V> own, Call<V> call) throws IdentityUnavailableException {
        try {
            V value = call.run();
            own.complete(value);
            return value;
        } catch (Throwable e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key, own);
        }
    }

    private static <V> V outcome(CompletableFuture<V> other) throws IdentityUnavailableException {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IdentityUnavailableException away) {
                throw new IdentityUnavailableException(String.valueOf(away.getMessage()), away.retryAfter(), away);
            }
            throw e;
        }
    }
}
