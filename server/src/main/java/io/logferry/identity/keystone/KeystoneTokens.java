package io.logferry.identity.keystone;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.logferry.id.Sha256;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.TokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Tokens of an OpenStack Keystone. Keystone validates about forty tokens a second, and every request has one. So an outcome is kept for a while,
 * simultaneous checks of one token share a call, and few calls run at once: nobody can overload Keystone through this service.
 */
public final class KeystoneTokens implements TokenVerifier, AutoCloseable {
    /** Validations at once; docs/configuration.md has this number. */
    static final int AT_ONCE = 8;

    /** How long a token stays unknown. It is short, so that a client that comes a moment too early is not locked out. */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);
    private static final Duration WHILE_BUSY = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 20_000;

    /** What a header can contain, at most 8 KiB. Nothing else is a token of Keystone, and the HTTP client would quote it in an error. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,8192}");

    private final Keystone keystone;
    private final Duration cacheTtl;
    private final InstantSource clock;
    /** By the SHA-256 of the token, so that the memory of this process holds no tokens. */
    private final AsyncCache<String, Verdict> verdicts;

    private final Semaphore slots = new Semaphore(AT_ONCE);

    /** While Keystone can't be reached, one call at a time tries again. */
    private final Semaphore probe = new Semaphore(1);

    /** @throws IllegalArgumentException if the authorities of the settings can't be read */
    public KeystoneTokens(KeystoneSettings settings, InstantSource clock) {
        this(settings, clock, PATIENCE);
    }

    KeystoneTokens(KeystoneSettings settings, InstantSource clock, Duration patience) {
        this.keystone = new Keystone(settings, patience);
        this.cacheTtl = settings.cacheTtl();
        this.clock = clock;
        // The clock decides; this frees the memory, also if somebody sets the clock back.
        this.verdicts = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(cacheTtl.compareTo(UNKNOWN_FOR) < 0 ? UNKNOWN_FOR : cacheTtl)
                .buildAsync();
    }

    /**
     * What Keystone answered, or why it did not.
     *
     * @param until when it must be asked again; at once if it did not answer
     */
    private record Verdict(Optional<Caller> caller, Optional<IdentityUnavailableException> failure, Instant until) {}

    @Override
    public Optional<Caller> verify(String token) throws IdentityUnavailableException {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        // A caller who waits for an unreachable Keystone blocks a thread that a known caller could use.
        boolean mayWait = !keystone.isAway();
        String digest = Sha256.hex(token);
        CompletableFuture<Verdict> known = verdicts.getIfPresent(digest);
        CompletableFuture<Verdict> current = known != null && !isOutdated(known) ? known : askOnce(digest, token);
        if (!mayWait && !current.isDone()) {
            throw new IdentityUnavailableException("Keystone can't be reached", WHILE_AWAY);
        }
        Verdict verdict = current.join();
        if (verdict.failure().isPresent()) {
            IdentityUnavailableException away = verdict.failure().get();
            throw new IdentityUnavailableException(String.valueOf(away.getMessage()), away.retryAfter(), away);
        }
        return verdict.caller();
    }

    /** Asks Keystone in this thread, or returns the future of another thread that asks or has asked the same. */
    private CompletableFuture<Verdict> askOnce(String digest, String token) {
        CompletableFuture<Verdict> own = new CompletableFuture<>();
        CompletableFuture<Verdict> current =
                verdicts.asMap().compute(digest, (same, known) -> known == null || isOutdated(known) ? own : known);
        if (current == own) {
            try {
                Verdict verdict = ask(token);
                own.complete(verdict);
                if (verdict.failure().isPresent()) {
                    verdicts.asMap().remove(digest, own); // the next one asks again
                }
            } catch (RuntimeException | Error e) {
                own.completeExceptionally(e);
                throw e;
            }
        }
        return current;
    }

    private boolean isOutdated(CompletableFuture<Verdict> known) {
        return known.isCompletedExceptionally()
                || known.isDone() && !clock.instant().isBefore(known.join().until());
    }

    private Verdict ask(String token) {
        Semaphore permits = keystone.isAway() ? probe : slots;
        if (!permits.tryAcquire()) {
            return failed(new IdentityUnavailableException("Keystone is being asked about other tokens", WHILE_BUSY));
        }
        try {
            Instant asked = clock.instant();
            return verdict(keystone.validate(token), asked);
        } catch (IdentityUnavailableException away) {
            return failed(away);
        } finally {
            permits.release();
        }
    }

    private static Verdict failed(IdentityUnavailableException failure) {
        return new Verdict(Optional.empty(), Optional.of(failure), Instant.MIN);
    }

    private Verdict verdict(Optional<Caller> found, Instant asked) {
        Optional<Caller> caller = found.filter(valid -> asked.isBefore(valid.expiresAt()));
        if (caller.isEmpty()) {
            return new Verdict(caller, Optional.empty(), asked.plus(UNKNOWN_FOR));
        }
        Instant ttlEnds = asked.plus(cacheTtl);
        Instant expiry = caller.get().expiresAt();
        return new Verdict(caller, Optional.empty(), expiry.isBefore(ttlEnds) ? expiry : ttlEnds);
    }

    @Override
    public void close() {
        keystone.close();
    }
}
