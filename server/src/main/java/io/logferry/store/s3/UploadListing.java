package io.logferry.store.s3;

import io.logferry.id.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Lists incomplete uploads, to find those that dead runs left behind. If the store doesn't support or permit this, exports still work, and the
 * log says what is missing. The permission may be granted or withdrawn while the service runs, so the listing is tried again from time to time.
 */
final class UploadListing {
    private static final Logger LOG = Logger.getLogger(UploadListing.class);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(10);

    /** Errors that say nothing about the listing, because the store answers every request with them. */
    private static final Set<String> OF_EVERY_REQUEST = Set.of(
            "NoSuchBucket",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "RequestTimeTooSkewed");

    private final S3Client client;
    private final S3Bucket bucket;
    private final String endpoint;
    private final InstantSource clock;
    private volatile Optional<Refusal> refusal = Optional.empty();

    /** An incomplete multipart upload in the store. */
    record Found(ObjectKey key, String id, Instant initiated) {}

    private record Refusal(String advice, Instant at) {}

    /** @param endpoint as messages name it */
    UploadListing(S3Client client, S3Bucket bucket, String endpoint, InstantSource clock) {
        this.client = client;
        this.bucket = bucket;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** What to do if the store doesn't list uploads; empty if it does, or if this isn't known. */
    Optional<String> limitation() {
        return refusal.map(Refusal::advice);
    }

    /** Tries the listing, so that the log says early what is missing. A store that doesn't answer now is asked when the listing is needed. */
    void tryOut() {
        try {
            bucket.clean(
                    "list the incomplete uploads",
                    () -> client.listMultipartUploads(list ->
                            list.bucket(bucket.toString()).maxUploads(1).overrideConfiguration(S3Bucket.BRIEFLY)));
        } catch (IOException e) {
            if (!isRefused(e)) {
                LOG.debugf(
                        e,
                        "the object store could not be asked to list uploads; it is asked again when the list is needed");
            }
        }
    }

    /** The incomplete uploads of keys with this prefix; none if the store doesn't list uploads. */
    List<Found> find(String prefix) throws IOException {
        if (isRefusedLately()) {
            return List.of();
        }
        List<Found> found;
        try {
            found = list(prefix);
        } catch (IOException e) {
            if (isRefused(e)) {
                return List.of();
            }
            throw e;
        }
        if (refusal.isPresent()) {
            LOG.info("the object store lists incomplete uploads now");
            refusal = Optional.empty();
        }
        return found;
    }

    /** Ignores what others keep in the bucket. */
    private List<Found> list(String prefix) throws IOException {
        return bucket.clean("list the incomplete uploads", () -> {
            List<Found> found = new ArrayList<>();
            for (ListMultipartUploadsResponse page : client.listMultipartUploadsPaginator(
                    list -> list.bucket(bucket.toString()).prefix(prefix).overrideConfiguration(S3Bucket.BRIEFLY))) {
                S3Bucket.whole(page.isTruncated());
                page.uploads()
                        .forEach(upload -> ObjectKey.parse(upload.key())
                                .map(key -> new Found(key, upload.uploadId(), upload.initiated()))
                                .ifPresent(found::add));
            }
            return found;
        });
    }

    /** When the upload got its latest part; empty if it has no part, or has ended. */
    Optional<Instant> latestPart(Found upload) throws IOException {
        return bucket.clean("list the parts of an upload of " + upload.key(), () -> {
            try {
                return client
                        .listPartsPaginator(list -> list.bucket(bucket.toString())
                                .key(upload.key().toString())
                                .uploadId(upload.id())
                                .overrideConfiguration(S3Bucket.BRIEFLY))
                        .parts()
                        .stream()
                        .map(part -> part.lastModified())
                        .max(Comparator.naturalOrder());
            } catch (S3Exception e) {
                if (S3Fault.isNoSuchUpload(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** A refusal in the future was noted before the clock was set back, so it no longer counts. */
    private boolean isRefusedLately() {
        Instant now = clock.instant();
        return refusal.filter(known ->
                        !known.at().isAfter(now) && now.isBefore(known.at().plus(ASK_AGAIN_AFTER)))
                .isPresent();
    }

    /** Whether the store answered that it doesn't list uploads, which is noted. A temporary fault says nothing about this. */
    private boolean isRefused(IOException failure) {
        if (!(failure.getCause() instanceof S3Exception answer)
                || S3Fault.mayPass(answer)
                || OF_EVERY_REQUEST.contains(S3Fault.code(answer))) {
            return false;
        }
        boolean isNew = refusal.isEmpty();
        String advice = ("The object store (%s) does not list uploads, so those that a dead run leaves behind can't be"
                        + " found: grant s3:ListBucketMultipartUploads on the bucket %s, or, if the store has no such"
                        + " call, add a lifecycle rule that aborts incomplete uploads after a day. The store said %s")
                .formatted(endpoint, bucket, S3Fault.words(answer));
        refusal = Optional.of(new Refusal(advice, clock.instant()));
        if (isNew) {
            LOG.warn(advice);
        }
        return true;
    }
}
