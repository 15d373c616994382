package io.logferry.identity.keystone;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.logferry.identity.Caller;
import io.logferry.identity.IdentityUnavailableException;
import io.logferry.identity.TokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Tokens of an OpenStack Keystone. It can validate some forty tokens a second and every request has one, so an outcome is remembered for a
 * while, simultaneous checks of one token share a call, and few calls run at once: nobody can flood Keystone by way of us.
 */
public final class KeystoneTokens implements TokenVerifier, AutoCloseable {
    /** Validations at once; docs/configuration.md says it to operators. */
    static final int AT_ONCE = 8;

    /** How long a token stays unknown: short, or a client that comes a moment too early is locked out. */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WHILE_BUSY = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 20_000;

    /** What can stand in a header, 8 KiB at most. Anything else is no token of Keystone's, and the HTTP client would quote it in an error. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,8192}");

    private final Keystone keystone;
    private final Duration cacheTtl;
    private final InstantSource clock;
    private final Cache<TokenDigest, Verdict> remembered;
    private final SharedCalls<TokenDigest, Verdict> calls = new SharedCalls<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);

    /** While Keystone is away, one call at a time finds out whether it is back. */
    private final Semaphore probe = new Semaphore(1);

    /**
     * @throws IllegalArgumentException where the authorities of the settings can't be read
     */
    public KeystoneTokens(KeystoneSettings settings, InstantSource clock) {
        this(settings, clock, PATIENCE);
    }

    KeystoneTokens(KeystoneSettings settings, InstantSource clock, Duration patience) {
        this.keystone = new Keystone(settings, patience);
        this.cacheTtl = settings.cacheTtl();
        this.clock = clock;
        // The clock decides; this frees the memory, and holds even where somebody sets the clock back.
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(cacheTtl.compareTo(UNKNOWN_FOR) < 0 ? UNKNOWN_FOR : cacheTtl)
                .build();
    }

    /** @param until when it must be asked again */
    private record Verdict(Optional<Caller> caller, Instant until) {}

    @Override
    public Optional<Caller> verify(String token) throws IdentityUnavailableException {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        TokenDigest digest = TokenDigest.of(token);
        Optional<Verdict> known = recall(digest);
        return known.isPresent() ? known.get().caller() : find(digest, token).caller();
    }

    private Verdict find(TokenDigest digest, String token) throws IdentityUnavailableException {
        // Who waits for a Keystone that is away holds a thread that a remembered caller could use.
        boolean mayWait = !keystone.isAway();
        return calls.share(digest, mayWait, () -> {
            // Another call may have ended between the look at what is remembered and now.
            Optional<Verdict> known = recall(digest);
            return known.isPresent() ? known.get() : ask(digest, token);
        });
    }

    private Optional<Verdict> recall(TokenDigest digest) {
        return Optional.ofNullable(remembered.getIfPresent(digest))
                .filter(verdict -> clock.instant().isBefore(verdict.until()));
    }

    private Verdict ask(TokenDigest digest, String token) throws IdentityUnavailableException {
        Semaphore permits = keystone.isAway() ? probe : slots;
        if (!permits.tryAcquire()) {
            throw new IdentityUnavailableException("Keystone is being asked about other tokens", WHILE_BUSY);
        }
        try {
            Instant asked = clock.instant();
            Verdict verdict = verdict(keystone.validate(token), asked);
            remembered.put(digest, verdict);
            return verdict;
        } finally {
            permits.release();
        }
    }

    private Verdict verdict(Optional<Caller> found, Instant asked) {
        Optional<Caller> caller = found.filter(valid -> asked.isBefore(valid.expiresAt()));
        if (caller.isEmpty()) {
            return new Verdict(caller, asked.plus(UNKNOWN_FOR));
        }
        Instant ttlEnds = asked.plus(cacheTtl);
        Instant expiry = caller.get().expiresAt();
        return new Verdict(caller, expiry.isBefore(ttlEnds) ? expiry : ttlEnds);
    }

    @Override
    public void close() {
        keystone.close();
    }
}
