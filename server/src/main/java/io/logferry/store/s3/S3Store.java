package io.logferry.store.s3;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore;
import io.logferry.store.s3.Parts.PartSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.S3Client;

/** Export files in a bucket of an S3-compatible object store. */
public final class S3Store implements LogStore, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(S3Store.class);

    /** An upload that got no part for this time was left behind. */
    static final Duration DEAD_AFTER = Duration.ofDays(1);

    /** More frequent sweeps do nothing: listing costs money, and only uploads older than a day are aborted. */
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(30);

    /** How long the start of the service waits for the store. */
    private static final Duration AT_THE_START = Duration.ofSeconds(10);

    /** Meanwhile the export that was taken over waits. */
    private static final Duration DISCARDED_WITHIN = Duration.ofSeconds(10);

    private final S3Client client;
    private final S3Bucket bucket;
    private final S3StoreId storeId;
    private final String endpoint;
    private final UploadListing uploads;
    private final Parts parts;
    private final InstantSource clock;
    private volatile Instant swept = Instant.MIN;

    /**
     * Finds the bucket, or creates it.
     *
     * @param spool a folder for parts that are too large for memory: those of a file beyond 23 GiB
     * @param patience how long a request waits for a store that can't be reached
     * @throws IOException if the bucket can't be used; the message says what to do
     */
    public static S3Store open(S3Endpoint endpoint, Bucket bucket, Path spool, Patience patience, InstantSource clock)
            throws IOException {
        S3Client client = endpoint.connect();
        try {
            new S3BucketSearch(client, endpoint, bucket).findOrCreate(patience.atMost(AT_THE_START));
            S3Store store = new S3Store(
                    client, bucket, endpoint.toString(), new Parts(PartSizes.USUAL, spool), patience, clock);
            store.uploads.tryOut();
            return store;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** @param endpoint as messages name it */
    S3Store(S3Client client, Bucket bucket, String endpoint, Parts parts, Patience patience, InstantSource clock) {
        this.client = client;
        this.bucket = new S3Bucket(client, bucket, patience);
        this.storeId = new S3StoreId(client, this.bucket, clock);
        this.endpoint = endpoint;
        this.uploads = new UploadListing(client, this.bucket, endpoint, clock);
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public Upload begin(ObjectKey key, long expectedBytes) throws IOException {
        if (expectedBytes > PartSizes.LARGEST_OBJECT) {
            throw S3Upload.tooLarge();
        }
        return new S3Upload(bucket, key, parts);
    }

    @Override
    public void discard(ProjectId project, WorkflowId workflow) throws IOException {
        abortAll(ObjectKey.prefix(project, workflow));
    }

    @Override
    public void clear(ProjectId project, WorkflowId workflow, Set<ObjectKey> except) throws IOException {
        for (ObjectKey file : bucket.files(ObjectKey.prefix(project, workflow))) {
            if (!except.contains(file)) {
                bucket.remove(file);
                LOG.infof("removed %s", file);
            }
        }
        for (UploadListing.Found upload : uploads.find(ObjectKey.prefix(project, workflow))) {
            abort(upload, "its export has ended");
        }
    }

    /** What the store can't do, and what to do about it; it stores files all the same. */
    public Optional<String> limitation() {
        return uploads.limitation();
    }

    /** No export fails because cleaning up failed; when the export has ended, the service looks again for what is left. */
    private void abortAll(String prefix) {
        long began = System.nanoTime();
        try {
            for (UploadListing.Found predecessor : uploads.find(prefix)) {
                if (System.nanoTime() - began > DISCARDED_WITHIN.toNanos()) {
                    LOG.warn(
                            "uploads of an earlier run are left, because the object store is slow; the service looks for them when the export has ended");
                    return;
                }
                abort(predecessor, "an earlier run left it");
            }
        } catch (IOException e) {
            LOG.warnf(
                    e,
                    "the uploads of an earlier run could not be listed; the service looks for them when the export has ended");
        }
    }

    @Override
    public void remove(ObjectKey key) throws IOException {
        bucket.remove(key);
    }

    @Override
    public void sweep() throws IOException {
        Instant now = clock.instant();
        if (swept.isAfter(now.minus(SWEEP_EVERY)) && !swept.isAfter(now)) {
            return;
        }
        Instant dead = now.minus(DEAD_AFTER);
        for (UploadListing.Found upload : uploads.find("")) {
            if (upload.initiated().isBefore(dead) && !hasPartSince(upload, dead)) {
                abort(upload, "it got no part for a day");
            }
        }
        swept = now;
    }

    @Override
    public Optional<String> id() throws IOException {
        return storeId.read();
    }

    @Override
    public void putId(String id) throws IOException {
        storeId.write(id);
    }

    @Override
    public String toString() {
        return "the bucket " + bucket + " of the object store (" + endpoint + ")";
    }

    @Override
    public void close() {
        client.close();
    }

    private boolean hasPartSince(UploadListing.Found upload, Instant time) throws IOException {
        return uploads.latestPart(upload).filter(latest -> latest.isAfter(time)).isPresent();
    }

    private void abort(UploadListing.Found upload, String why) throws IOException {
        bucket.abort(upload.key(), upload.id());
        LOG.infof("aborted an upload of %s: %s", upload.key(), why);
    }
}
