package io.logferry.store.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.utils.Md5Utils;

/** The object that has the store's id. */
final class S3StoreId {
    /** No export file has such a key. */
    static final String KEY = "logferry-store-id";

    /** The error codes of a store that has no id. */
    private static final Set<String> NO_STORE = Set.of("NoSuchKey", "NoSuchBucket");

    /** A lifecycle rule may delete old objects, and the id must stay. */
    private static final Duration WRITTEN_EVERY = Duration.ofDays(1);

    private final S3Client client;
    private final S3Bucket bucket;
    private final InstantSource clock;

    S3StoreId(S3Client client, S3Bucket bucket, InstantSource clock) {
        this.client = client;
        this.bucket = bucket;
        this.clock = clock;
    }

    /** @param written when the object was written */
    private record Found(String id, Instant written) {}

    /** Empty if there is none, or if there is no bucket any more. Writes an object of more than a day again. */
    Optional<String> read() throws IOException {
        Optional<Found> found = find();
        if (found.isPresent() && found.get().written().isBefore(clock.instant().minus(WRITTEN_EVERY))) {
            write(found.get().id());
        }
        return found.map(Found::id);
    }

    private Optional<Found> find() throws IOException {
        return bucket.clean("read the id of the store", () -> {
            try {
                ResponseBytes<GetObjectResponse> object = client.getObjectAsBytes(
                        get -> get.bucket(bucket.toString()).key(KEY).overrideConfiguration(S3Bucket.BRIEFLY));
                S3Bucket.whole(object.response().contentLength());
                return Optional.of(
                        new Found(object.asUtf8String(), object.response().lastModified()));
            } catch (S3Exception e) {
                // A proxy or a maintenance page can answer 404 as well.
                if (e.awsErrorDetails() != null
                        && NO_STORE.contains(e.awsErrorDetails().errorCode())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    void write(String id) throws IOException {
        byte[] content = id.getBytes(StandardCharsets.UTF_8);
        bucket.clean(
                "store the id of the store",
                () -> S3Bucket.whole(client.putObject(
                                put -> put.bucket(bucket.toString())
                                        .key(KEY)
                                        .contentMD5(Md5Utils.md5AsBase64(content))
                                        .overrideConfiguration(S3Bucket.BRIEFLY),
                                RequestBody.fromBytes(content))
                        .eTag()));
    }
}
