package io.logferry.store;

import io.logferry.retry.Patience;
import java.io.IOException;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Makes sure at the start that there is a bucket; what is wrong is told with what to do about it. */
final class S3BucketSearch {
    private static final Logger LOG = Logger.getLogger(S3BucketSearch.class);

    /** S3 gives a file's absence away, and so a 404, only to those who may list the bucket. */
    private static final String PERMISSIONS = "s3:ListBucket and s3:ListBucketMultipartUploads on the bucket, and "
            + "s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListMultipartUploadParts "
            + "on what is in it";

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
            // A HEAD would be answered without the store's own reason.
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
                            + ": look at logferry.store.s3.endpoint, .region, .access-key and .secret-key. "
                            + e.getMessage(),
                    e);
        }
    }

    private static String advice(S3Exception e) {
        return switch (S3Fault.code(e)) {
            case "InvalidAccessKeyId" ->
                "can't be looked at, because the store doesn't know the access key: correct logferry.store.s3.access-key";
            case "SignatureDoesNotMatch" ->
                "can't be looked at, because the secret key is not that of the access key: correct"
                        + " logferry.store.s3.secret-key";
            case "InvalidToken", "ExpiredToken" ->
                "can't be looked at, because the temporary credentials are not valid, or not any more: see that they are"
                        + " renewed";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                "is in another region: set logferry.store.s3.region to that";
            case "RequestTimeTooSkewed" ->
                "can't be looked at, because this machine's clock differs from the store's: set both by NTP";
            case "AccessDenied" -> "may not be used with these credentials: they need " + PERMISSIONS;
            default ->
                e.statusCode() == MOVED
                        ? "is in another region: set logferry.store.s3.region to that"
                        : "can't be looked at";
        };
    }

    private void create() throws IOException {
        try {
            client.createBucket(create -> create.bucket(bucket.name()));
            LOG.infof("created the bucket %s", bucket);
        } catch (BucketAlreadyOwnedByYouException e) {
            LOG.debugf(e, "another replica was faster to create the bucket %s", bucket);
        } catch (S3Exception e) {
            String wanted =
                    "is not there, and these credentials may not create it: create it (region %s, no public access),"
                            + " and let them have " + PERMISSIONS;
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
