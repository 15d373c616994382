package io.logferry.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What dead runs leave behind is found by the listing of uploads under way. A store may not have it, or not grant it: no reason not to export,
 * but one to tell. It may be granted or withdrawn while the service runs, so it is asked for again from time to time.
 */
final class UploadListing {
    private static final Logger LOG = Logger.getLogger(UploadListing.class);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(10);

    /** Refusals that say nothing about the listing: whatever else is asked is refused with them, too. */
    private static final Set<String> OF_EVERYTHING = Set.of(
            "NoSuchBucket",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "RequestTimeTooSkewed");

    private final S3Bucket bucket;
    private final String endpoint;
    private final InstantSource clock;
    private volatile Optional<Refusal> refusal = Optional.empty();

    private record Refusal(String advice, Instant at) {}

    /** @param endpoint as messages name it */
    UploadListing(S3Bucket bucket, String endpoint, InstantSource clock) {
        this.bucket = bucket;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** What is to be done where the store doesn't list uploads; empty where it does, or where that isn't known. */
    Optional<String> limitation() {
        return refusal.map(Refusal::advice);
    }

    /** Asks for it, so that what is missing is told early. A store that doesn't answer now is asked when the listing is needed. */
    void tryOut() {
        try {
            bucket.askForUploads();
        } catch (IOException e) {
            if (!isRefused(e)) {
                LOG.debugf(e, "whether the object store lists uploads shows when they are needed");
            }
        }
    }

    /** The uploads under way of keys that begin so; none where the store doesn't list them. */
    List<S3Bucket.Found> find(String prefix) throws IOException {
        if (isRefusedLately()) {
            return List.of();
        }
        List<S3Bucket.Found> found;
        try {
            found = bucket.uploads(prefix);
        } catch (IOException e) {
            if (isRefused(e)) {
                return List.of();
            }
            throw e;
        }
        if (refusal.isPresent()) {
            LOG.info("the object store lists uploads under way now");
            refusal = Optional.empty();
        }
        return found;
    }

    /** A refusal that lies in the future was noted before the clock was set back, and counts no longer. */
    private boolean isRefusedLately() {
        Instant now = clock.instant();
        return refusal.filter(known ->
                        !known.at().isAfter(now) && now.isBefore(known.at().plus(ASK_AGAIN_AFTER)))
                .isPresent();
    }

    /** Whether the store answered that it doesn't list uploads, which is noted; a fault that may pass says nothing about that. */
    private boolean isRefused(IOException failure) {
        if (!(failure.getCause() instanceof S3Exception answer)
                || S3Fault.mayPass(answer)
                || OF_EVERYTHING.contains(S3Fault.code(answer))) {
            return false;
        }
        boolean isNew = refusal.isEmpty();
        String advice = ("The object store (%s) does not list uploads under way, so those that a dead run leaves"
                        + " behind can't be found: grant s3:ListBucketMultipartUploads on the bucket %s, or, where the"
                        + " store has no such call, have a lifecycle rule of it abort incomplete uploads after a day."
                        + " The store said %s")
                .formatted(endpoint, bucket, S3Fault.words(answer));
        refusal = Optional.of(new Refusal(advice, clock.instant()));
        if (isNew) {
            LOG.warn(advice);
        }
        return true;
    }
}
