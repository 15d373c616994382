package io.logferry.link;

import io.logferry.id.ObjectKey;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.store.Bucket;
import io.logferry.store.s3.S3Endpoint;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/** Signs links to an object store, which serves the files itself: their bytes don't pass through this service. */
public final class S3Links implements LinkIssuer, AutoCloseable {
    private final S3Endpoint endpoint;
    private final Bucket bucket;
    private final Duration ttl;
    private final SignatureVersion version;
    private final InstantSource clock;
    private final S3Presigner presigner;
    private final S3Utilities addresses;

    /**
     * @param endpoint the address by which callers reach the object store
     * @param ttl how long a link is valid, in whole seconds, up to 7 days; a link that is signed with temporary credentials (of a role) expires
     *     with them
     */
    public S3Links(S3Endpoint endpoint, Bucket bucket, Duration ttl, SignatureVersion version, InstantSource clock) {
        this.endpoint = endpoint;
        this.bucket = bucket;
        this.ttl = Link.lifetime(ttl);
        this.version = version;
        this.clock = clock;
        this.presigner = presigner(endpoint);
        this.addresses = addresses(endpoint);
    }

    private static S3Presigner presigner(S3Endpoint endpoint) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(endpoint.region())
                .credentialsProvider(endpoint.credentials())
                .serviceConfiguration(endpoint.spelling().toBuilder()
                        .checksumValidationEnabled(false) // or callers would have to send a header
                        .build());
        endpoint.address().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static S3Utilities addresses(S3Endpoint endpoint) {
        S3Utilities.Builder builder =
                S3Utilities.builder().region(endpoint.region()).s3Configuration(endpoint.spelling());
        endpoint.address().ifPresent(builder::endpoint);
        return builder.build();
    }

    @Override
    public Link issue(ObjectKey key, URI base) {
        return switch (version) {
            case V2 -> issueV2(key);
            case V4 -> issueV4(key);
        };
    }

    private Link issueV4(ObjectKey key) {
        PresignedGetObjectRequest signed = presigner.presignGetObject(presign -> presign.signatureDuration(ttl)
                .getObjectRequest(get -> get.bucket(bucket.name())
                        .key(key.toString())
                        .responseCacheControl(QueryStringSignature.CACHE_CONTROL)));
        return new Link(signed.url().toString(), clock.instant(), signed.expiration());
    }

    private Link issueV2(ObjectKey key) {
        AwsCredentials accessKey = lasting();
        Instant now = clock.instant();
        SignatureV2 signature = new SignatureV2(
                accessKey.accessKeyId(), now.truncatedTo(ChronoUnit.SECONDS).plus(ttl));
        URL address = addresses.getUrl(url -> url.bucket(bucket.name()).key(key.toString()));
        // the signed path has the bucket, even if the address has it in the host name
        return new Link(address + "?" + signature.query(accessKey, "/" + bucket + "/" + key), now, signature.expires());
    }

    private AwsCredentials lasting() {
        AwsCredentials credentials = endpoint.credentials().resolveCredentials();
        if (credentials instanceof AwsSessionCredentials) {
            throw new IllegalStateException(
                    "Links of version 2 can't be signed with temporary credentials: set logferry.link.signature to v4, "
                            + "or logferry.store.s3.access-key and .secret-key to keys that last.");
        }
        return credentials;
    }

    @Override
    public void close() {
        presigner.close();
    }
}
