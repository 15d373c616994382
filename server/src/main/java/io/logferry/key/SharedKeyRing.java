package io.logferry.key;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The ring in the state database. It is cached as a whole for {@link #KEPT}, so that checking a signature needs no query; a key that someone
 * deletes from the table is forgotten after this time.
 */
public final class SharedKeyRing implements KeyRing {
    /** How long a key signs. */
    static final Duration SIGNS_FOR = Duration.ofDays(30);

    /** How long the keys are cached. */
    static final Duration KEPT = Duration.ofSeconds(10);

    /** Invented key ids make the ring read its table at most this often. */
    static final Duration BETWEEN_LOOKUPS = Duration.ofMillis(50);

    private static final Logger LOG = Logger.getLogger(SharedKeyRing.class);
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int ID_LENGTH = 20;
    private static final Pattern ID_SHAPE = Pattern.compile("[A-Z0-9]{" + ID_LENGTH + "}");
    private static final int SECRET_BYTES = 32;

    private final SigningKeyTable table;
    private final InstantSource clock;
    private final Map<KeyPurpose, Duration> longestLife;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Keys keys;

    /** The keys as they were read, and when. */
    private record Keys(Map<String, SigningKey> byId, Instant readAt) {
        boolean areYoungerThan(Duration age, Instant now) {
            return !now.isBefore(readAt) && now.isBefore(readAt.plus(age));
        }
    }

    /**
     * @param longestLife for each purpose, how long a signature is valid at most: a key stays in the ring until the last of its signatures
     *     has expired
     */
    public SharedKeyRing(Jdbi jdbi, InstantSource clock, Map<KeyPurpose, Duration> longestLife) {
        this.table = new SigningKeyTable(jdbi);
        this.clock = clock;
        this.longestLife = new EnumMap<>(longestLife);
    }

    /** @throws JdbiException if a key must be made or none was read yet, and the database can't be reached */
    @Override
    public SigningKey current(KeyPurpose purpose) {
        return newest(purpose, keys(KEPT)).orElseGet(() -> make(purpose));
    }

    /** @throws JdbiException if no key was read yet and the database can't be reached */
    @Override
    public Optional<SigningKey> find(KeyPurpose purpose, String id) {
        if (!ID_SHAPE.matcher(id).matches()) {
            return Optional.empty();
        }
        SigningKey key = keys(KEPT).byId().get(id);
        if (key == null) {
            key = keys(BETWEEN_LOOKUPS).byId().get(id);
        }
        return Optional.ofNullable(key)
                .filter(found -> found.purpose() == purpose)
                .filter(found -> clock.instant().isBefore(found.retiresAt()));
    }

    /** The newest key that lives longer than anything it could sign now. */
    private Optional<SigningKey> newest(KeyPurpose purpose, Keys among) {
        Instant needed = clock.instant().plus(life(purpose));
        return among.byId().values().stream()
                .filter(key -> key.purpose() == purpose)
                .filter(key -> !key.retiresAt().isBefore(needed))
                .max(Comparator.comparing(SigningKey::createdAt).thenComparing(SigningKey::id));
    }

    private SigningKey make(KeyPurpose purpose) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Duration life = life(purpose);
        table.addUnlessThereIsOne(
                new SigningKey(
                        newId(), purpose, secret, now, now.plus(SIGNS_FOR).plus(life)),
                life);
        return newest(purpose, read())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "The " + purpose
                                        + " signing key that was just made is not in the state database. Do the clocks of the replicas differ by days?"));
    }

    private Keys keys(Duration maxAge) {
        Keys known = keys;
        if (known != null && known.areYoungerThan(maxAge, clock.instant())) {
            return known;
        }
        if (known != null && maxAge.equals(KEPT)) {
            // If the database hangs, only one caller waits; the others use the keys that are cached.
            if (!reading.tryLock()) {
                return known;
            }
        } else {
            reading.lock();
        }
        try {
            Keys current = keys;
            boolean readMeanwhile = current != null && current.areYoungerThan(maxAge, clock.instant());
            return current != null && readMeanwhile ? current : readOrKeep(current);
        } finally {
            reading.unlock();
        }
    }

    /** While the database can't be reached, signatures are still checked, with the keys that were read last. */
    private Keys readOrKeep(@Nullable Keys known) {
        try {
            return read();
        } catch (JdbiException e) {
            if (known == null) {
                throw e;
            }
            LOG.warnf(
                    "The signing keys can't be read from the state database; the keys read before stay in use: %s",
                    e.getMessage());
            Keys kept = new Keys(known.byId(), clock.instant());
            keys = kept;
            return kept;
        }
    }

    private Keys read() {
        Instant now = clock.instant();
        Keys read = new Keys(
                table.keys(now).stream().collect(Collectors.toUnmodifiableMap(SigningKey::id, Function.identity())),
                now);
        keys = read;
        return read;
    }

    private Duration life(KeyPurpose purpose) {
        Duration life = longestLife.get(purpose);
        if (life == null) {
            throw new IllegalArgumentException("no longest life is given for " + purpose);
        }
        return life;
    }

    private String newId() {
        return random.ints(ID_LENGTH, 0, ID_LETTERS.length())
                .mapToObj(ID_LETTERS::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }
}
