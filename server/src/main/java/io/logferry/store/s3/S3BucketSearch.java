package io.logferry.store.s3;

import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import java.io.IOException;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds or creates the bucket when the service starts; if this fails, the message says what to do. */
final class S3BucketSearch {
    private static final Logger LOG = Logger.getLogger(S3BucketSearch.class);

    /** Without s3:ListBucket, S3 answers 403 instead of 404 for a file that doesn't exist. */
    private static final String PERMISSIONS = "s3:ListBucket and s3:ListBucketMultipartUploads on the bucket, and "
            + "s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListMultipartUploadParts "
            + "on its objects";

    private static final int MOVED = 301;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final S3Endpoint endpoint;
    private final Bucket bucket;

    S3BucketSearch(S3Client client, S3Endpoint endpoint, Bucket bucket) {
        this.client = client;
        this.endpoint = endpoint;
        this.bucket = bucket;
    }

    void findOrCreate(Patience patience) throws IOException {
        try {
            // The answer to a HEAD would not contain the store's reason.
            S3Fault.patiently(
                    patience.begin(),
                    () -> client.listObjectsV2(
                            list -> list.bucket(bucket.name()).maxKeys(1)));
        } catch (S3Exception e) {
            if (S3Fault.code(e).equals("NoSuchBucket") || e.statusCode() == NOT_FOUND) {
                create();
            } else {
                throw failure(advice(e), e);
            }
        } catch (SdkException e) {
            throw new IOException(
                    "The object store (" + endpoint + ") can't be asked for the bucket " + bucket
                            + ": check logferry.store.s3.endpoint, .region, .access-key and .secret-key. "
                            + e.getMessage(),
                    e);
        }
    }

    private static String advice(S3Exception e) {
        return switch (S3Fault.code(e)) {
            case "InvalidAccessKeyId" ->
                "can't be used, because the store doesn't know the access key: correct logferry.store.s3.access-key";
            case "SignatureDoesNotMatch" ->
                "can't be used, because the secret key doesn't belong to the access key: correct"
                        + " logferry.store.s3.secret-key";
            case "InvalidToken", "ExpiredToken" ->
                "can't be used, because the temporary credentials are invalid or have expired: make sure that they are"
                        + " renewed";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                "is in another region: set logferry.store.s3.region to its region";
            case "RequestTimeTooSkewed" ->
                "can't be used, because this machine's clock differs from the store's: synchronize both with NTP";
            case "AccessDenied" -> "can't be used with these credentials: they need " + PERMISSIONS;
            default ->
                e.statusCode() == MOVED
                        ? "is in another region: set logferry.store.s3.region to its region"
                        : "can't be used";
        };
    }

    private void create() throws IOException {
        try {
            client.createBucket(create -> create.bucket(bucket.name()));
            LOG.infof("created the bucket %s", bucket);
        } catch (BucketAlreadyOwnedByYouException e) {
            LOG.debugf(e, "another replica has created the bucket %s at the same time", bucket);
        } catch (S3Exception e) {
            String wanted =
                    "doesn't exist, and these credentials may not create it: create it (region %s, no public access),"
                            + " and grant them " + PERMISSIONS;
            throw failure(wanted.formatted(endpoint.region()), e);
        }
    }

    private IOException failure(String what, S3Exception e) {
        return new IOException(
                "The bucket %s of the object store (%s) %s. The store said %s"
                        .formatted(bucket, endpoint, what, S3Fault.words(e)),
                e);
    }
}
