package io.logferry.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an object store, or the way to it, has against a request, as the rest of the house understands it. */
final class S3Fault {
    /** As Ceph, MinIO and others call it that there is no room. */
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity");

    private S3Fault() {}

    /** A request. */
    interface Request<T> {
        T send();
    }

    /** @param what what the request is to do, such as {@code remove KEY} */
    static <T> T ask(String what, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (S3Exception e) {
            if (FULL.contains(code(e))) {
                throw new StoreFullException("The object store is full; free some space, or raise its quota.");
            }
            throw new IOException("the object store refused to " + what + ": " + words(e), e);
        } catch (SdkException e) {
            if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
                throw (IOException) new InterruptedIOException("interrupted, to " + what).initCause(e);
            }
            throw new IOException("the object store could not be asked to " + what + ": " + e.getMessage(), e);
        }
    }

    /** Status, S3's own code of the error, and message. */
    static String words(S3Exception e) {
        return e.statusCode() + " " + code(e) + ": " + e.getMessage();
    }

    /** Whether the upload has ended: completed, aborted, or never begun. */
    static boolean isNoSuchUpload(S3Exception e) {
        return code(e).equals("NoSuchUpload");
    }

    /** S3's own code of the error, such as {@code AccessDenied}; empty where the store gives none. */
    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
