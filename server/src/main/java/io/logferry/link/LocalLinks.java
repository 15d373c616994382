package io.logferry.link;

import io.logferry.id.ObjectKey;
import io.logferry.key.KeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.store.Bucket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs links to the local store, which this service serves. */
public final class LocalLinks implements LinkIssuer {
    /** Version 4 signs a region; the local store has none. */
    private static final String REGION = "us-east-1";

    private final KeyRing keys;
    private final Bucket bucket;
    private final Duration ttl;
    private final SignatureVersion version;
    private final InstantSource clock;

    /** @param ttl how long a link is valid, in whole seconds, up to 7 days */
    public LocalLinks(KeyRing keys, Bucket bucket, Duration ttl, SignatureVersion version, InstantSource clock) {
        this.keys = keys;
        this.bucket = bucket;
        this.ttl = Link.lifetime(ttl);
        this.version = version;
        this.clock = clock;
    }

    @Override
    public Link issue(ObjectKey key, URI base) {
        AwsCredentialsIdentity accessKey = credentials(keys.current(KeyPurpose.LINK));
        Instant now = clock.instant();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        QueryStringSignature signature = switch (version) {
            case V2 -> new SignatureV2(accessKey.accessKeyId(), second.plus(ttl));
            case V4 -> new SignatureV4(accessKey.accessKeyId(), REGION, second, ttl, base.getRawAuthority());
        };
        String path = "/" + bucket + "/" + key;
        return new Link(base + signature.spell(accessKey, path), now, signature.expires());
    }

    /** A key of the ring in the form that signatures need. */
    static AwsCredentialsIdentity credentials(SigningKey key) {
        return AwsCredentialsIdentity.create(key.id(), HexFormat.of().formatHex(key.secret()));
    }
}
